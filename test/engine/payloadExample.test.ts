import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OpenDocument } from '../../server/documents/document';
import { examplePayload } from '../../server/engine/payloadExample';
import { checkKnownParts } from '../../server/engine/payloadSchema';
import { listTriggers } from '../../server/features/listTriggers';
import { definitionOf } from '../../server/features/validate';
import type { Json, JsonObject } from '../../server/protocol/json';

/** The example for a schema, after checking it as a delivery would be. */
function valid(schema: JsonObject): Json {
  const { value, problems } = examplePayload(schema);
  expect(problems).toEqual([]);
  expect(checkKnownParts(schema, value)).toEqual({ conforms: true, problems: [] });
  return value;
}

const property = (schema: JsonObject): Json => (valid({ properties: { p: schema } }) as JsonObject).p!;

describe('an example payload', () => {
  it.each<[string, JsonObject, Json]>([
    ['example', { type: 'string', example: 'given', default: 'other' }, 'given'],
    ['x-example', { type: 'string', 'x-example': 'given' }, 'given'],
    ['default', { type: 'integer', default: 7 }, 7],
    ['first allowed value', { type: 'string', enum: ['opened', 'closed'] }, 'opened'],
    [
      'example of a whole object',
      { type: 'object', example: { a: 1 }, properties: { a: { type: 'integer' } } },
      { a: 1 },
    ],
  ])('takes the schema’s own %s', (_, schema, expected) => {
    expect(property(schema)).toEqual(expected);
  });

  it.each<[string, JsonObject, Json]>([
    ['an example written as text', { type: 'integer', example: '12' }, 12],
    ['a list written as text', { type: 'array', items: { type: 'string' }, example: '["a"]' }, ['a']],
    ['a number where a text is due', { type: 'string', example: 12 }, '12'],
    ['an example of another type', { type: 'integer', example: 'twelve' }, 1],
    ['an example that is not allowed', { type: 'string', enum: ['a', 'b'], example: 'c' }, 'a'],
    ['a default of null', { type: 'string', default: null }, 'p'],
    ['an empty default', { type: 'boolean', default: '' }, true],
    ['allowed values written as text', { type: 'boolean', enum: ['true', 'false'] }, true],
  ])('is valid in spite of %s', (_, schema, expected) => {
    expect(property(schema)).toEqual(expected);
  });

  it('has a URL or an email address where the name of a property suggests it', () => {
    const names = ['email', 'htmlUrl', 'title'];
    const schema = { properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) };
    expect(valid(schema)).toMatchObject({
      email: expect.stringMatching(/@example\.com$/),
      htmlUrl: expect.stringMatching(/^https:/),
      title: 'title',
    });
  });

  it('replaces what is wrong within an example, and nothing else', () => {
    const schema = {
      properties: {
        good: { type: 'string', example: 'kept' },
        bad: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } }, example: { name: 'x' } },
      },
    };
    expect(valid(schema)).toEqual({ good: 'kept', bad: { id: 1 } });
  });

  it.each<[JsonObject, RegExp]>([
    [{ format: 'date-time' }, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
    [{ format: 'date' }, /^\d{4}-\d\d-\d\d$/],
    [{ format: 'uuid' }, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    [{ format: 'email' }, /^[^@]+@example\.com$/],
    [{ format: 'uri' }, /^https:\/\/example\.com/],
    [{ format: 'byte' }, /^[\w+/]+=*$/],
    [{ minLength: 30 }, /^.{30,}$/],
    [{ maxLength: 0 }, /^$/],
    [{ pattern: '^[A-Z]{3}$' }, /^[A-Z]{3}$/],
    [{ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, /^\d{4}-\d\d-\d\d$/],
    [{ pattern: '^[0-9a-f]{8}$', minLength: 8 }, /^[0-9a-f]{8}$/],
  ])('has a text of the form that %j asks for', (schema, form) => {
    expect(property({ type: 'string', ...schema })).toMatch(form);
  });

  it.each<JsonObject>([
    { type: 'integer', minimum: 5 },
    { type: 'integer', maximum: -3 },
    { type: 'integer', minimum: 5, exclusiveMinimum: true },
    { type: 'number', maximum: 0.2, minimum: 0.1 },
    { type: 'number', exclusiveMaximum: true, maximum: 1 },
    { type: 'integer', multipleOf: 7, minimum: 10 },
    { type: 'array', items: { type: 'integer' }, minItems: 4, uniqueItems: true },
    { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 3, uniqueItems: true },
    { type: 'array', items: { type: 'string', enum: ['a', 'b', 'c'] }, minItems: 3, uniqueItems: true },
    { type: 'array', maxItems: 0 },
    { type: 'object', minProperties: 2, additionalProperties: { type: 'integer' } },
    { type: 'object', required: ['unknown'] },
    { anyOf: [{ type: 'string', minLength: 5, maxLength: 3 }, { type: 'integer' }] },
    { type: ['null', 'string'] },
    {},
  ])('keeps the bounds of %j', (schema) => {
    property(schema);
  });

  it('follows references and merges allOf', () => {
    const schema: JsonObject = {
      $ref: '#/definitions/Event',
      definitions: {
        Event: {
          allOf: [{ $ref: '#/definitions/Base' }, { required: ['name'], properties: { name: { type: 'string' } } }],
        },
        Base: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', minLength: 4 }, name: { maxLength: 2 }, 'a/b~c': { type: 'boolean' } },
        },
      },
    };
    expect(valid(schema)).toEqual({ id: 'idid', name: 'na', 'a/b~c': true });
  });

  it('is finite where schemas contain themselves', () => {
    const node = (more: JsonObject): JsonObject => ({
      $ref: '#/definitions/Node',
      definitions: {
        Node: {
          type: 'object',
          required: ['id', ...Object.keys(more)],
          properties: { id: { type: 'integer' }, ...more },
        },
      },
    });
    const self = { $ref: '#/definitions/Node' };
    const optional = node({});
    ((optional.definitions as JsonObject).Node as JsonObject).properties = { id: { type: 'integer' }, parent: self };
    expect(valid(optional)).toEqual({ id: 1 });
    expect(valid(node({ children: { type: 'array', items: self } }))).toEqual({ id: 1, children: [] });
    expect(
      valid(node({ parent: { type: 'object', 'x-nullable': true, required: ['of'], properties: { of: self } } })),
    ).toEqual({
      id: 1,
      parent: null,
    });
    // No finite value conforms.
    expect(examplePayload(node({ parent: self })).problems).not.toEqual([]);
  });

  it('is small where definitions multiply', () => {
    const definitions: JsonObject = { D0: { type: 'string' } };
    for (let level = 1; level < 12; level++) {
      const below = { $ref: `#/definitions/D${level - 1}` };
      definitions[`D${level}`] = { properties: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, below])) };
    }
    expect(JSON.stringify(valid({ $ref: '#/definitions/D11', definitions })).length).toBeLessThan(1_000_000);
  });

  it('has properties of any name', () => {
    const value = valid(JSON.parse('{"properties": {"__proto__": {"type": "integer"}}, "required": ["__proto__"]}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":1}');
  });
});

const connectors = readdirSync(new URL('../connectors', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.swagger\.json$/.test(name))
  .flatMap((name) => {
    const text = readFileSync(new URL(`../connectors/${name}`, import.meta.url), 'utf8');
    const document = new OpenDocument('file:///a.swagger.json', 'json', 0, text);
    const definition = definitionOf(document);
    return definition ? listTriggers(document, definition).map((trigger) => ({ name, trigger })) : [];
  })
  .filter(({ trigger }) => trigger.notification?.schema);

it('published connectors have notification schemas', () => {
  expect(connectors.length).toBeGreaterThan(30);
});

it.each(connectors)('the example for $trigger.operationId of $name is valid', ({ trigger }) => {
  valid(trigger.notification!.schema!);
});
