import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Lines } from '../../server/documents/lines';
import { seeded } from './random';

test('positions are those of the editor, whatever ends the lines', () => {
  const random = seeded(3);
  for (let round = 0; round < 200; round++) {
    const text = Array.from({ length: random.below(40) }, () => ['a', '\n', '\r\n', '🎈', '\t'][random.below(5)]).join(
      '',
    );
    const lines = Lines.of(text)!;
    const document = TextDocument.create('file:///a', 'json', 1, text);
    for (let offset = -1; offset <= text.length + 1; offset++) {
      expect(lines.positionAt(offset), JSON.stringify([text, offset])).toEqual(document.positionAt(offset));
    }
  }
});

test('a text with a lone carriage return, which ends a line in the editor, has no line index', () => {
  expect(Lines.of('a\rb')).toBeUndefined();
  expect(Lines.of('a\r\nb\r')).toBeUndefined();
});
