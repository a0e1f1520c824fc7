// Findings are kept with the section that they are about. Each edit here is in one place and changes the findings of another.
import { expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { diagnostics, type OpenDocument, parse, update } from '../../server/languageService';

const uri = 'file:///apiDefinition.swagger.json';

const definition = JSON.stringify(
  {
    swagger: '2.0',
    info: { title: 'Orders', version: '1.0' },
    host: 'example.com',
    consumes: ['application/json'],
    paths: {
      '/orders/{id}': {
        get: {
          operationId: 'GetOrder',
          parameters: [
            { $ref: '#/parameters/Id' },
            {
              name: 'kind',
              in: 'query',
              type: 'string',
              'x-ms-dynamic-values': {
                operationId: 'ListKinds',
                parameters: { shop: 'main' },
                'value-collection': 'kinds',
                'value-path': 'name',
              },
            },
          ],
          responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Order' } } },
        },
      },
      '/kinds': {
        get: {
          operationId: 'ListKinds',
          parameters: [{ name: 'shop', in: 'query', type: 'string' }],
          responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Kinds' } } },
        },
      },
      '/upload': {
        post: {
          operationId: 'Upload',
          parameters: [{ name: 'file', in: 'formData', type: 'file' }],
          responses: { 200: { description: 'OK' } },
        },
      },
      '/hooks': {
        'x-ms-notification-content': { schema: { $ref: '#/definitions/Order' } },
        post: {
          operationId: 'OnOrder',
          'x-ms-trigger': 'single',
          parameters: [{ name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Hook' } }],
          responses: { 201: { description: 'Created' } },
        },
      },
      '/registrations': {
        post: {
          operationId: 'Register',
          parameters: [{ name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Outer' } }],
          responses: { 201: { description: 'Created' } },
        },
      },
      '/notes': {
        post: {
          operationId: 'AddNote',
          'x-ms-visibility': 'internal',
          parameters: [{ name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Note' } }],
          responses: {
            200: { description: 'OK', schema: { $ref: '#/definitions/Order', description: 'An order' } },
            202: { description: 'Later', schema: { $ref: '#/definitions/Kinds', description: 'The kinds' } },
          },
        },
      },
      '/loose': {
        post: {
          operationId: 'AddLoose',
          parameters: [
            { name: 'body', in: 'body', schema: { $ref: '#/paths/x-shared/body', description: 'The shared one' } },
          ],
          responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Left' } } },
        },
      },
      'x-shared': { body: { type: 'object', properties: { kind: { type: 'string' } } } },
      '/things/{id}': {
        delete: {
          operationId: 'DeleteThing',
          summary: 'Delete a thing',
          'x-ms-visibility': 'internal',
          parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
          responses: { 204: { description: 'Gone' } },
        },
      },
    },
    definitions: {
      Order: { type: 'object', properties: { id: { type: 'string' } } },
      Kinds: {
        type: 'object',
        properties: {
          kinds: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
        },
      },
      Hook: {
        type: 'object',
        required: ['url'],
        properties: { url: { type: 'string', 'x-ms-notification-url': true } },
      },
      Outer: { type: 'object', required: ['inner'], properties: { inner: { $ref: '#/definitions/Inner' } } },
      Note: { type: 'object', properties: { text: { type: 'string', title: 'Text', 'x-ms-summary': 'The text' } } },
      Left: {
        type: 'object',
        required: ['right'],
        properties: { right: { $ref: '#/definitions/Right', description: 'The other side' } },
      },
      Right: { type: 'object', required: ['other'], properties: { left: { $ref: '#/definitions/Left' } } },
      Inner: { type: 'object', properties: { target: { type: 'string', format: 'none' } } },
    },
    parameters: { Id: { name: 'id', in: 'path', required: true, type: 'string' } },
  },
  null,
  2,
);

/** Comparable text: the order in which findings are computed is of no interest. */
const picture = (found: Diagnostic[]): string[] => found.map((one) => JSON.stringify(one)).sort();

const settings = { profile: 'certification' as const };

/** The findings after a replacement, read edit by edit and afresh. */
function replace(file: ReturnType<typeof parse>, from: string, to: string): { edited: string[]; fresh: string[] } {
  const document = file.document as OpenDocument;
  const start = document.content.indexOf(from);
  expect(start).toBeGreaterThan(0);
  const change = { range: document.range({ start, end: start + from.length }), text: to };
  const edited = picture(diagnostics(update(file, [change], document.version + 1), settings));
  return { edited, fresh: picture(diagnostics(parse({ uri, text: document.content }), settings)) };
}

test.each([
  ['what operations inherit', '"application/json"', '"multipart/form-data"'],
  ['the name of a shared parameter', '"name": "id"', '"name": "key"'],
  [
    'the name of a called operation',
    '"operationId": "ListKinds",\n        "parameters": [',
    '"operationId": "ListKind",\n        "parameters": [',
  ],
  ['a parameter of a called operation', '"name": "shop"', '"name": "store"'],
  ['what a called operation returns', '"kinds": {\n          "type": "array"', '"sorts": {\n          "type": "array"'],
  ['a callback two references away', '"format": "none"', '"x-ms-notification-url": true'],
  ['a name of a DELETE elsewhere', '"summary": "Delete a thing"', '"summary": "Delete a webhook subscription"'],
  ['the path of a DELETE elsewhere', '"/things/{id}"', '"/hooks/{id}"'],
  [
    'the visibility of an operation that uses a schema',
    '"operationId": "AddNote",\n        "x-ms-visibility": "internal"',
    '"operationId": "AddNote",\n        "x-ms-visibility": "advanced"',
  ],
  [
    'another reference to a schema',
    '"schema": {\n              "$ref": "#/definitions/Left"',
    '"schema": {\n              "$ref": "#/definitions/Right"',
  ],
  ['a schema that closes a loop', '"other"', '"left"'],
  ['an operationId', '"operationId": "Upload"', '"operationId": "GetOrder"'],
  [
    'an extension of the paths',
    '"type": "object",\n        "properties": {\n          "kind"',
    '"type": "object",\n        "description": "Shared",\n        "properties": {\n          "kind"',
  ],
  ['the name of a schema', '"Order": {', '"Orders": {'],
  ['a section', '"definitions": {', '"definition": {'],
  ['a bracket', '"version": "1.0"\n  }', '"version": "1.0"\n'],
  ['the end of a text', '"summary": "Delete a thing"', '"summary": "Delete a thing'],
])('an edit of %s changes the findings of what depends on it, and undoing it brings them back', (_, from, to) => {
  const file = parse({ uri, text: definition });
  const before = picture(diagnostics(file, settings));
  const { edited, fresh } = replace(file, from, to);
  expect(edited).toEqual(fresh);
  expect(edited).not.toEqual(before);
  // Once more, so that what was kept in between is used.
  expect(replace(file, '"title": "Orders"', '"title": "Order"').edited.length).toBe(edited.length);
  const undone = replace(file, to, from);
  expect(undone.edited).toEqual(undone.fresh);
});
