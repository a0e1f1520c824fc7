import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PiecedText, partLength } from '../../server/documents/piecedText';
import { edits } from '../support/long';
import { type Random, seeded } from './random';

const alphabets: [name: string, units: string[]][] = [
  ['lines', ['a', 'b', ' ', '\n', '"']],
  ['breaks of Windows', ['a', 'é', '\r\n', '\r\n', '}']],
  ['breaks of all kinds', ['a', '\n', '\r', '\r\n', '\n\r']],
  ['surrogate pairs', ['🎈', '👩‍💻', 'a', '\r\n']],
  ['halves of surrogate pairs', ['\ud83c', '\udf88', 'a', '\r', '\n']],
  ['one line', ['a', '🎈']],
];

const textOf = ({ below, pick }: Random, units: string[], length: number): string => {
  const count = below(length);
  let text = '';
  while (text.length < count) text += pick(units);
  return text;
};

/** An offset, most often near the border of two parts. */
function offsetIn({ below }: Random, length: number): number {
  const borders = Math.floor(length / partLength);
  if (borders === 0 || below(4) === 0) return below(length + 1);
  return Math.min(length, (1 + below(borders)) * partLength - 3 + below(7));
}

/** Compares with the editor's own text of one string. */
function check(random: Random, text: PiecedText, whole: string): void {
  const oracle = TextDocument.create('file:///a', 'json', 1, whole);
  expect(text.length).toBe(whole.length);
  expect(text.bytes).toBe(Buffer.byteLength(whole));
  expect(text.positionAt(whole.length + 1)).toEqual(oracle.positionAt(whole.length + 1));
  for (let i = 0; i < 30; i++) {
    const offset = offsetIn(random, whole.length);
    const position = oracle.positionAt(offset);
    expect(text.positionAt(offset)).toEqual(position);
    const asked = { line: position.line - 1 + random.below(3), character: position.character - 1 + random.below(3) };
    expect(text.offsetAt(asked), JSON.stringify(asked)).toBe(oracle.offsetAt(asked));
    if (offset < whole.length) expect(text.charCodeAt(offset)).toBe(whole.charCodeAt(offset));
    const end = Math.min(whole.length, offset + random.below(3) * partLength + random.below(50));
    expect(text.copy(offset, end) === whole.slice(offset, end)).toBe(true);
    const wanted = whole.slice(offset, offset + 2 + random.below(30));
    if (wanted.length > 1) expect(text.includes(wanted)).toBe(true);
  }
  expect(text.includes('not in it')).toBe(false);
}

test.each(alphabets)('a text in parts is the text in one, edit by edit: %s', { timeout: 60_000 }, (name, units) => {
  const random = seeded(name.length * 31);
  const { below } = random;
  let whole = textOf(random, units, 5 * partLength);
  const text = new PiecedText(whole);
  check(random, text, whole);
  for (let i = 0; i < Math.min(edits, 150); i++) {
    const start = offsetIn(random, whole.length);
    const removed = below(3) === 0 ? below(2 * partLength) : below(4);
    const end = Math.min(whole.length, start + removed);
    const inserted = textOf(random, units, below(8) === 0 ? 3 * partLength : 5);
    text.replace(start, end, inserted);
    whole = whole.slice(0, start) + inserted + whole.slice(end);
    check(random, text, whole);
    // Most of the time nobody asks for the whole.
    if (below(5) === 0) expect(text.toString() === whole).toBe(true);
  }
  expect(text.toString() === whole).toBe(true);
});

test('an empty text', () => {
  const text = new PiecedText('');
  check(seeded(1), text, '');
  text.replace(0, 0, 'a\r');
  text.replace(2, 2, '\nb');
  check(seeded(1), text, 'a\r\nb');
  text.replace(0, 4, '');
  expect(text.toString()).toBe('');
});
