import { expect, test } from 'vitest';
import { readPlain } from '../../server/documents/fastJsonReader';
import { parseJson } from '../../server/documents/jsonParser';
import { problemsOf, readDocument } from '../../server/documents/readDocument';
import type { Piece } from '../../server/documents/tree';
import { edits } from '../support/long';
import { connectors } from './connectors';
import { picture } from './picture';
import { seeded } from './random';

const texts = connectors().map(({ name, text }): [string, string] => [name, text.replace(/^\uFEFF/, '')]);
const pieceOf = (text: string): Piece => ({ start: 0, end: text.length, problems: [] });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test.each(texts)(
  'the fast reader accepts the same texts as JSON.parse, and reads the same tree as the parser: %s',
  (_, text) => {
    const random = seeded(text.length);
    const broken = ['}', ']', '{', '[', '"', ',', ':', '\\', '0', ' ', '\t', 'e', '\u00a0'];
    for (let round = 0; round < edits; round++) {
      const at = random.below(text.length);
      const damaged =
        round === 0 ? text : text.slice(0, at) + broken[random.below(broken.length)] + text.slice(at + random.below(3));
      const read = readPlain(damaged, pieceOf(damaged), false);
      expect(read !== undefined, `round ${round} at ${at}`).toBe(isJson(damaged));
      if (!read || round % 50 !== 0) continue;
      const parsed = pieceOf(damaged);
      expect(picture(read)).toEqual(picture(parseJson(damaged, parsed, false)));
      expect(parsed.problems.filter(({ code }) => code === 'syntax')).toEqual([]);
    }
  },
);

test('comments count as blanks where they are allowed, and are reported otherwise', () => {
  const text = '// first\n{ /* a */ "a" /* b */ : [1, // one\n2] }\n// last';
  expect(picture(readPlain(text, pieceOf(text), true))).toEqual(picture(parseJson(text, pieceOf(text), true)));
  expect(readPlain(text, pieceOf(text), false)).toBeUndefined();
  expect(readPlain('{ "a": /* open }', pieceOf(''), true)).toBeUndefined();
});

test('every comment of a JSON definition is reported, and nothing else', () => {
  const marked = [
    '«// head»',
    '{',
    '  «// first»',
    '  "swagger": "2.0", «// version»',
    '  «/* two',
    '     lines */»',
    '  "info": { "title": "T", «// title»',
    '    "version": "1" },',
    '  "host": "h.example.com",',
    '  "paths": {',
    '    «// paths»',
    '    "/a": «/* value */» {',
    '      "get": { "operationId": "A", "responses": { "200": { "description": "http://x" } } }',
    '    } «// last»',
    '  } «// end»',
    '}',
    '«// tail»',
  ].join('\n');
  const text = marked.replace(/[«»]/g, '');
  const problems = problemsOf(readDocument(text, 'json'));
  expect(problems.map(({ start, end }) => text.slice(start, end))).toEqual(
    [...marked.matchAll(/«([^»]*)»/g)].map((match) => match[1]),
  );
  expect(new Set(problems.map(({ message }) => message))).toEqual(new Set(['JSON allows no comments.']));
});
