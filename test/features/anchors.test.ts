import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { codeActions } from '../../server/features/codeActions';
import { definitionOf, validate } from '../../server/features/validate';
import type { JsonObject } from '../../server/protocol/json';

const head = `swagger: '2.0'
info: { title: T, version: '1' }
`;
const trigger = `paths:
  /hooks:
    x-ms-notification-content: { schema: { type: object, properties: { id: { type: string } } } }
    post:
      operationId: Hook
      x-ms-trigger: single
      parameters:
        - in: body
          name: body
          schema:
            type: object
            required: [url]
            properties:
              url: { type: string, x-ms-notification-url: true, x-ms-visibility: internal }
      responses: { '201': { description: Created, headers: { Location: { type: string } } } }
`;

function open(text: string): OpenDocument {
  return new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, text);
}

function codes(text: string): string[] {
  const document = open(text);
  return validate(document, definitionOf(document), {}).map(({ code }) => String(code));
}

/** Returns the text after the fix with that title for the first finding with that code. */
function textAfterFix(text: string, code: string, title: string): string {
  const document = open(text);
  const definition = definitionOf(document)!;
  const finding = validate(document, definition, {}).find((one) => one.code === code)!;
  const actions = codeActions(document, definition, finding.range, [finding], ['quickfix']);
  const action = actions.find((one) => one.title === title);
  expect(action, actions.map((one) => one.title).join()).toBeDefined();
  const edits = action!.edit!.changes![document.uri]!;
  // As editors do: two changes of one place are refused.
  const places = edits.map(({ range }) => JSON.stringify(range));
  expect(new Set(places).size).toBe(places.length);
  return TextDocument.applyEdits(TextDocument.create(document.uri, 'yaml', 1, text), edits);
}

type Tree = Record<string, JsonObject>;
const parsed = (text: string): Tree => parse(text, { merge: true }) as Tree;

test.each([
  ['before its keys', '      <<: *common\n      operationId: Unhook\n'],
  ['behind its keys', '      operationId: Unhook\n      <<: *common\n'],
])('a key for an operation with a merge key %s is added to the operation, not to the anchor', (_, keys) => {
  const text = `${head}x-common: &common\n  produces: [application/json]\n${trigger}  /hooks/1:\n    delete:\n${keys}      responses: { '204': { description: Gone } }\n`;
  const after = textAfterFix(text, 'unsubscribe-visible', 'Make it internal');
  expect(parsed(after)['x-common']).toEqual({ produces: ['application/json'] });
  expect((parsed(after).paths!['/hooks/1'] as Tree).delete!['x-ms-visibility']).toBe('internal');
  expect(codes(after)).toEqual([]);
});

test.each(['{ <<: *common }', '{<<: *common}', '\n      <<: *common', '{ responses: *answers, operationId: *id }'])(
  'a key for an operation of shared parts is added to the operation: %s',
  (operation) => {
    const text = `${head}x-id: &id Unhook\nx-answers: &answers { '204': { description: Gone } }\nx-common: &common { operationId: *id, responses: *answers }\n${trigger}  /hooks/1:\n    delete: ${operation}\n`;
    const after = textAfterFix(text, 'unsubscribe-visible', 'Make it internal');
    expect(parsed(after)['x-common']).toEqual(parsed(text)['x-common']);
    expect((parsed(after).paths!['/hooks/1'] as Tree).delete!['x-ms-visibility']).toBe('internal');
    expect(codes(after)).toEqual([]);
  },
);

test.each(['[*id]', '[ *id ]', '\n        - *id'])('adds to a list of aliases inside its brackets: %s', (list) => {
  const text = `${head}x-id: &id { name: id, in: path, required: true, type: string }\npaths:\n  /a/{id}/{part}:\n    get:\n      operationId: A\n      parameters: ${list}\n      responses: { '200': { description: OK } }\n`;
  const after = textAfterFix(text, 'path-parameters', 'Add the path parameter "part"');
  expect(codes(after)).toEqual([]);
});

test('removes a member from brackets and keeps the merge key next to it', () => {
  const operation = '{ operationId: A, <<: *answers, x-ms-trigger-hint: Try it }';
  const other = '{ operationId: B, x-ms-trigger-hint: Try it, <<: *answers, tags: [b] }';
  const text = `${head}x-answers: &answers { responses: { '200': { description: OK } } }\npaths:\n  /a:\n    get: ${operation}\n  /b:\n    get: ${other}\n`;
  const once = textAfterFix(text, 'trigger-hint-without-trigger', 'Remove the hint');
  const twice = textAfterFix(once, 'trigger-hint-without-trigger', 'Remove the hint');
  expect(codes(twice)).toEqual([]);
  expect(parsed(twice).paths!['/b']).toEqual({ get: { operationId: 'B', responses: expect.anything(), tags: ['b'] } });
});

test('fixes a value that two places share once', () => {
  const text = `${head}x-seen: &seen { x-ms-visibility: hiden, x-ms-sumary: A }\npaths:\n  /a:\n    get:\n      <<: *seen\n      operationId: A\n      parameters: [{ name: q, in: query, type: string, <<: *seen }]\n      responses: { '200': { description: OK } }\n`;
  expect(textAfterFix(text, 'visibility-value', 'Change to "internal"')).toBe(text.replace('hiden', 'internal'));
  expect(textAfterFix(text, 'unknown-extension', 'Change to "x-ms-summary"')).toBe(text.replace('sumary', 'summary'));
});

test('reports a finding about an alias at the alias, and keeps its anchor', () => {
  const text = `${head}x-seen: &seen internal\n${trigger}`.replace(
    '      operationId: Hook\n',
    '      operationId: Hook\n      x-ms-visibility: *seen\n',
  );
  const document = open(text);
  const finding = validate(document, definitionOf(document), {}).find(({ code }) => code === 'trigger-internal')!;
  expect(document.content.split('\n')[finding.range.start.line]).toBe('      x-ms-visibility: *seen');
  const after = textAfterFix(text, 'trigger-internal', 'Make the trigger visible');
  expect(after).toBe(text.replace('      x-ms-visibility: *seen\n', ''));
});

test('reports a value that several places share once', () => {
  const text = `${head}definitions:\n  A: &a { type: object, properties: { x: &x { type: string, enum: [a, a] }, y: *x } }\n  B: *a\npaths: {}\n`;
  const document = open(text);
  const found = validate(document, definitionOf(document), {}).filter(({ code }) => code === 'schema-contradiction');
  expect(found).toHaveLength(1);
});
