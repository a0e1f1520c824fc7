/** Polling triggers are judged as such: nothing is created, and what the designer reads of the response counts. */
import { describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-protocol';
import { hover } from '../../server/features/hover';
import { definitionOf } from '../../server/features/validate';
import type { Json, JsonObject } from '../../server/protocol/json';
import { applied, findingsOf, type Language, open, read, repairsOf, write } from './repairs';

const items = { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } };
const page = { type: 'object', properties: { count: { type: 'integer' }, orders: items } };

/** A definition with one polling trigger. */
const polled = (responses: JsonObject, more: JsonObject = {}, method = 'get'): JsonObject => ({
  swagger: '2.0',
  info: { title: 'Orders', version: '1.0' },
  host: 'orders.example.com',
  paths: {
    '/orders': {
      [method]: {
        operationId: 'OnOrder',
        summary: 'When an order is placed',
        'x-ms-trigger': 'batch',
        ...more,
        responses,
      },
    },
  },
});

const ok = (schema: Json): JsonObject => ({ '200': { description: 'OK', schema } });

const hoverText = (data: Json): string => {
  const text = write('json', data);
  const document = open('json', text);
  const shown = hover(document, definitionOf(document), text.indexOf('"get"') + 1);
  return (shown!.contents as MarkupContent).value;
};

test.each<[string, JsonObject, string]>([
  ['get', polled({}), 'GET without a response'],
  ['get', polled({ default: { description: 'OK', schema: items } }), 'a lone default'],
  ['post', polled({}, {}, 'post'), 'POST without a response'],
  ['get', polled({ '404': { description: 'None' } }), 'only a 404'],
])('nothing is said of creating or deleting webhooks (%s: %#)', (_, data) => {
  for (const profile of ['custom', 'certification'] as const)
    for (const { message } of findingsOf(open('json', write('json', data)), profile))
      expect(message).not.toMatch(/201|Location|creat|unsubscri/i);
});

describe.each(['json', 'yaml'] satisfies Language[])('in %s', (language) => {
  test('a list next to other properties is split once these are internal', () => {
    const document = open(language, write(language, polled(ok(page))));
    const [found] = findingsOf(document);
    expect(found).toMatchObject({ code: 'batch-not-split', severity: 3 });
    expect(found!.message).toContain('Make count internal');
    const [action] = repairsOf(document, found!);
    expect(action!.title).toBe('Make "count" internal, so that each item starts a run');
    const after = applied(document, action!);
    expect(findingsOf(open(language, after))).toEqual([]);
    expect(hoverText(read(language, after) as Json)).toContain('**Runs:** each item of `orders` starts a run.');
  });

  test('a list in a schema that another operation uses stays as it is', () => {
    const data = polled(ok({ $ref: '#/definitions/Page' })) as { paths: JsonObject };
    data.paths['/page'] = { get: { operationId: 'ListOrders', responses: ok({ $ref: '#/definitions/Page' }) } };
    const document = open(language, write(language, { ...data, definitions: { Page: page } }));
    const [found] = findingsOf(document);
    expect(found?.code).toBe('batch-not-split');
    expect(repairsOf(document, found!)).toEqual([]);
  });

  test('a lone default becomes 200 and keeps its schema', () => {
    const document = open(language, write(language, polled({ default: { description: 'OK', schema: items } })));
    const [found] = findingsOf(document);
    expect(found?.code).toBe('trigger-no-success-response');
    const [action] = repairsOf(document, found!);
    const after = read(language, applied(document, action!)) as { paths: Record<string, { get: { responses: Json } }> };
    expect(after.paths['/orders']!.get.responses).toEqual({ '200': { description: 'OK', schema: items } });
  });
});

test.each<[string, Json, string]>([
  ['a list', items, '**Runs:** each item of the body starts a run.'],
  ['a page', page, '**Runs:** all items start one run together'],
])('hover says how many runs %s starts', (_, schema, sentence) => {
  expect(hoverText(polled(ok(schema)))).toContain(sentence);
});
