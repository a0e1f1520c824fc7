import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { difference, OpenDocument } from '../../server/documents/document';
import { edits, isLong } from '../support/long';
import { connector } from './connectors';
import { freshStateOf, stateOf } from './picture';
import { randomEdit, seeded, type TextEdit } from './random';

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

/** After each edit the text is read and checked afresh as well, which takes long. */
const tried = isLong ? edits : 8;

function apply(document: OpenDocument, edit: TextEdit): void {
  const range = document.range(edit);
  document.update([{ range, text: edit.text }], document.version + 1);
}

/** Compares the document with one read afresh; on failure the message shows how to reproduce the edit. */
function check(document: OpenDocument, before: string, edit: TextEdit): void {
  const state = stateOf(document);
  const fresh = freshStateOf(document);
  if (isDeepStrictEqual(state, fresh)) return;
  const around = before.slice(Math.max(0, edit.start - 60), edit.end + 60);
  expect.soft(state, `after ${JSON.stringify(edit)} in …${JSON.stringify(around)}…`).toEqual(fresh);
  throw new Error('Incremental and fresh reading differ.');
}

test.each(texts)(
  'a text read edit by edit equals the same text read afresh: %s',
  { timeout: 60_000 },
  (name, uri, original) => {
    const random = seeded(name.length * 7919);
    const document = new OpenDocument(uri, '', 1, original);
    for (let i = 0; i < tried; i++) {
      const before = document.content;
      const edit = randomEdit(random, before);
      // As for a document that has not been in front for a while.
      if (i % 5 === 0) document.forgetTree();
      apply(document, edit);
      check(document, before, edit);
      // Most edits are undone at once, so that the text can still be divided into pieces.
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

test('several changes of one notification apply in order', () => {
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

/** Each edit is far from the findings that it changes: whatever is kept between versions must notice it. */
const linked = `swagger: '2.0'
info: {title: Linked, version: '1', x-shared: {in: body, name: h, schema: {$ref: '#/definitions/Hook'}}}
paths:
  x-shared: {type: object, properties: {url: {type: string, x-ms-notification-url: true, x-ms-visibility: internal}}}
  /hooks:
    x-ms-notification-content: {schema: {$ref: '#/definitions/Event'}}
    post:
      operationId: Hook
      summary: When something happens
      x-ms-trigger: batch
      parameters: [{$ref: '#/parameters/body'}, {$ref: '#/parameters/tenant'}]
      responses: {'201': {$ref: '#/responses/created'}}
  /{tenant}/hooks:
    x-ms-notification-content: {schema: {$ref: '#/definitions/Event'}}
    post:
      operationId: TenantHook
      summary: When something else happens
      x-ms-trigger: batch
      parameters: [{in: body, name: b, required: true, schema: {$ref: '#/definitions/a~b'}}, {$ref: '#/parameters/tenant'}]
      responses: {'201': {$ref: '#/responses/created'}}
  /hooks/{id}:
    delete:
      operationId: Remove
      x-ms-visibility: internal
      parameters: [{$ref: '#/parameters/id'}]
      responses: {'200': {description: Gone}}
definitions:
  Hook: {type: object, required: [target], properties: {target: {$ref: '#/definitions/Target'}}}
  Target: {type: object, required: [url], properties: {url: {type: string, x-ms-notification-url: true, x-ms-visibility: internal}}}
  a~b: {type: object, required: [url], properties: {url: {$ref: '#/paths/x-shared/properties/url'}}}
  Event: {type: array, items: {type: object, properties: {id: {type: integer}}}}
parameters:
  body: {in: body, name: hook, required: true, schema: {$ref: '#/definitions/Hook'}}
  tenant: {in: path, name: tenant, type: string, required: true, x-ms-url-encoding: single}
  id: {in: path, name: id, type: string, required: true}
responses:
  created: {description: Made, headers: {Location: {type: string}}}
`;

const far: [what: string, from: string, to: string][] = [
  [
    'the callback two references away is no longer one',
    'Target: {type: object, required: [url], properties: {url: {type: string, x-ms-notification-url: true, ',
    'Target: {type: object, required: [url], properties: {url: {type: string, ',
  ],
  ['the callback is not required', 'Target: {type: object, required: [url]', 'Target: {type: object, required: []'],
  ['the way to the callback is not required', 'required: [target]', 'required: []'],
  [
    'the callback in an extension of paths is not internal',
    'x-ms-notification-url: true, x-ms-visibility: internal}}}\n  /hooks:',
    'x-ms-notification-url: true}}}\n  /hooks:',
  ],
  [
    'a reference leads elsewhere',
    "{target: {$ref: '#/definitions/Target'}}",
    "{target: {$ref: '#/definitions/Event'}}",
  ],
  ['a reference leads nowhere', "{target: {$ref: '#/definitions/Target'}}", "{target: {$ref: '#/definitions/Lost'}}"],
  [
    'a key that needs no escape but has one elsewhere',
    'a~b: {type: object, required: [url]',
    'a~b: {type: object, required: []',
  ],
  ['a shared parameter is no path parameter', 'id: {in: path, name: id', 'id: {in: query, name: id'],
  ['a shared parameter has another name', 'tenant: {in: path, name: tenant', 'tenant: {in: path, name: owner'],
  ['a shared parameter must be given on deletion', 'id: {in: path, name: id', 'id: {in: header, name: id'],
  ['the answer no longer says where', 'headers: {Location: {type: string}}', 'headers: {X-Place: {type: string}}'],
  ['the DELETE is elsewhere', '/hooks/{id}:\n', '/things/{id}:\n'],
  [
    'the DELETE is visible',
    'operationId: Remove\n      x-ms-visibility: internal',
    'operationId: Remove\n      x-ms-visibility: important',
  ],
  ['an operationId stands twice', 'operationId: Remove', 'operationId: TenantHook'],
];

/** With so many members that they are found by an index. */
const many = linked.replace(
  'definitions:\n',
  `definitions:\n${Array.from({ length: 20 }, (_, i) => `  Other${i}: {type: object}\n`).join('')}`,
);

test.each([
  ['yaml', linked],
  ['json', linked],
  ['minified', linked],
  ['block', linked],
  ['block', many],
  ['json', many],
])('an edit changes what is found far from it: %s', (form, original) => {
  for (const [what, from, to] of far) {
    const texts = [original, original.replace(from, to)].map((yaml) =>
      form === 'yaml'
        ? yaml
        : form === 'block'
          ? stringify(parse(yaml))
          : JSON.stringify(parse(yaml), null, form === 'json' ? 2 : undefined),
    );
    expect(texts[1], what).not.toBe(texts[0]);
    const document = new OpenDocument(
      `file:///a.swagger.${form === 'yaml' || form === 'block' ? 'yaml' : 'json'}`,
      '',
      1,
      texts[0]!,
    );
    let { diagnostics } = stateOf(document) as { diagnostics: unknown };
    // Forth, back and forth again, each as the smallest edit possible.
    for (const text of [texts[1]!, texts[0]!, texts[1]!]) {
      const { start, oldEnd, newEnd } = difference(document.content, text);
      apply(document, { start, end: oldEnd, text: text.slice(start, newEnd) });
      expect(document.content).toBe(text);
      const state = stateOf(document) as { diagnostics: unknown };
      expect(state, what).toEqual(freshStateOf(document));
      expect(state.diagnostics, what).not.toEqual(diagnostics);
      ({ diagnostics } = state);
    }
  }
});
