import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { connector } from './connectors';
import { freshStateOf, stateOf } from './picture';
import { randomEdit, seeded, type TextEdit } from './random';

const editsPerDocument = 300;

const texts: [name: string, uri: string, text: string][] = [
  'githubWebhookSample.swagger.json',
  'Leadinfo',
  'Power Form 7',
  'Survey123',
].flatMap((name) => {
  const { text } = connector(name);
  const yaml = stringify(JSON.parse(text));
  return [
    [`${name} as JSON`, 'file:///a.swagger.json', text],
    [`${name} as YAML`, 'file:///a.swagger.yaml', yaml],
  ] as [string, string, string][];
});
const sample = texts[0]![2];
texts.push(
  ['the sample with CRLF', 'file:///a.swagger.json', sample.replaceAll('\n', '\r\n')],
  ['the sample on one line', 'file:///a.swagger.json', JSON.stringify(JSON.parse(sample))],
  ['the sample with comments', 'file:///a.swagger.jsonc', sample.replaceAll('{\n', '{ // opens\n')],
  ['the sample as YAML with CRLF', 'file:///a.swagger.yaml', texts[1]![2].replaceAll('\n', '\r\n')],
  [
    'the sample as YAML of flow style',
    'file:///a.swagger.yaml',
    stringify(JSON.parse(sample), { collectionStyle: 'flow' }),
  ],
);

function apply(document: OpenDocument, edit: TextEdit): void {
  const range = document.range(edit);
  document.update([{ range, text: edit.text }], document.version + 1);
}

/** The text between two edits as small as this is compared; on failure the message tells how to have it again. */
function check(document: OpenDocument, before: string, edit: TextEdit): void {
  const state = stateOf(document);
  const fresh = freshStateOf(document);
  if (isDeepStrictEqual(state, fresh)) return;
  const around = before.slice(Math.max(0, edit.start - 60), edit.end + 60);
  expect.soft(state, `after ${JSON.stringify(edit)} in …${JSON.stringify(around)}…`).toEqual(fresh);
  throw new Error('Incremental and fresh reading differ.');
}

test.each(texts)(
  'edits read one by one and the text read anew are the same: %s',
  { timeout: 60_000 },
  (name, uri, original) => {
    const random = seeded(name.length * 7919);
    const document = new OpenDocument(uri, '', 1, original);
    for (let i = 0; i < editsPerDocument; i++) {
      const before = document.content;
      const edit = randomEdit(random, before);
      apply(document, edit);
      check(document, before, edit);
      // Much is undone at once, so that the text stays one that pieces can be made of.
      if (random.below(10) < 7) {
        const damaged = document.content;
        const undo = {
          start: edit.start,
          end: edit.start + edit.text.length,
          text: before.slice(edit.start, edit.end),
        };
        apply(document, undo);
        check(document, damaged, undo);
      } else if (random.below(4) === 0) {
        document.update([{ text: original }], document.version + 1);
        check(document, before, edit);
      }
    }
  },
);

test('several changes of one notification apply in their order', () => {
  const document = new OpenDocument('file:///a.swagger.json', 'json', 1, sample);
  document.update(
    [
      { range: document.range({ start: 0, end: 0 }), text: '\n' },
      { range: { start: { line: 2, character: 14 }, end: { line: 2, character: 17 } }, text: '3.0' },
    ],
    2,
  );
  expect(document.content.slice(0, 25)).toBe('\n{\n  "swagger": "3.0",\n  ');
  expect(stateOf(document)).toEqual(freshStateOf(document));
});
