import { describe, expect, test } from 'vitest';
import { checkAgainst } from '../../server/engine/payloadSchema';
import { combine, evidenceOf, maxPlaces } from '../../server/model/inference/evidence';
import { schemaOf } from '../../server/model/inference/schema';
import { titleOf } from '../../server/model/inference/titles';
import type { Json, JsonObject } from '../../server/protocol/json';
import { seeded } from '../documents/random';
import { sampleOf } from '../support/long';
import { events } from './examples';
import { mutate, mutations } from './mutations';

const infer = (...payloads: unknown[]): JsonObject => schemaOf(evidenceOf(payloads));
const property = (schema: JsonObject, name: string): JsonObject =>
  (schema.properties as JsonObject)[name] as JsonObject;

describe('a schema from the published examples of each GitHub event', () => {
  test('there are 58 events with 329 examples', () => {
    expect(events.length).toBeGreaterThanOrEqual(58);
    expect(events.flatMap(({ examples }) => examples).length).toBeGreaterThanOrEqual(329);
  });

  test.each(sampleOf(events, 3).map((event) => [event.name, event] as const))('%s', (_, { examples }) => {
    const evidence = evidenceOf(examples);
    const schema = schemaOf(evidence);
    for (const example of examples) expect(checkAgainst(schema, example)).toEqual({ conforms: true, problems: [] });
    const random = seeded(examples.length);
    for (const mutation of mutations) {
      for (const example of examples) {
        const mutated = mutate(example, evidence, mutation, random.below);
        // Not every event has a place for each mutation, such as an array.
        if (!mutated) continue;
        const { conforms, problems } = checkAgainst(schema, mutated.payload);
        expect(conforms, `${mutation.name} at ${mutated.pointer}`).toBe(false);
        expect(problems.map(({ pointer }) => pointer)).toContain(mutated.pointer);
      }
    }
  });
});

describe('a schema from samples', () => {
  test('requires the properties that every sample has, and allows null where it was seen', () => {
    const schema = infer({ id: 1, name: null, note: 'a' }, { id: 2, name: 'b' });
    expect(schema).toEqual({
      type: 'object',
      required: ['id', 'name'],
      properties: {
        id: { type: 'integer', title: 'ID' },
        name: { type: 'string', title: 'Name', 'x-nullable': true },
        note: { type: 'string', title: 'Note' },
      },
    });
  });

  test('distinguishes integers from fractions', () => {
    expect(property(infer({ n: 1 }, { n: 2 }), 'n').type).toBe('integer');
    expect(property(infer({ n: 1 }, { n: 2.5 }), 'n').type).toBe('number');
  });

  test('has no type where kinds conflict, and accepts each of them', () => {
    const samples = [{ v: 'a' }, { v: { b: 1 } }, { v: [1] }, { v: null }];
    const schema = infer(...samples);
    expect(property(schema, 'v')).toEqual({ title: 'V' });
    for (const sample of samples) expect(checkAgainst(schema, sample).conforms).toBe(true);
  });

  test('allows null for a property that was always null, and an array for an empty array', () => {
    const schema = infer({ gone: null, list: [] });
    expect(property(schema, 'gone')).toEqual({ title: 'Gone', 'x-nullable': true });
    expect(property(schema, 'list')).toEqual({ type: 'array', title: 'List', items: {} });
  });

  test('merges the items of an array', () => {
    expect(property(infer({ list: [{ a: 1 }, { a: 2.5, b: 'x' }] }), 'list')).toEqual({
      type: 'array',
      title: 'List',
      items: {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'number', title: 'A' }, b: { type: 'string', title: 'B' } },
      },
    });
    expect(property(infer({ list: [1, 'a'] }), 'list')).toEqual({ type: 'array', title: 'List', items: {} });
  });

  test('never guesses an enum', () => {
    expect(JSON.stringify(infer({ action: 'opened' }, { action: 'closed' }))).not.toContain('enum');
  });

  test.each([
    ['date-time', ['2026-02-28T23:59:60Z', '2026-01-01T00:00:00.123+02:00'], '2026-02-30T00:00:00Z'],
    ['date-time', ['2026-02-28T23:59:00Z'], '2026-02-28 23:59:00'],
    ['date', ['2024-02-29', ''], '2023-02-29'],
    ['uri', ['https://example.com/a?b=1', 'git://example.com/a.git'], 'https://example.com/users{/name}'],
    ['email', ['mona@example.com'], 'mona'],
    ['uuid', ['6f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'], '6f1e2d3c'],
  ])('has the format %s where all strings that are not empty have it', (format, good, bad) => {
    const samples = good.map((text) => ({ text }));
    expect(property(infer(...samples), 'text').format).toBe(format);
    expect(property(infer(...samples, { text: bad }), 'text').format).toBeUndefined();
  });

  test('gives no format to strings that are all empty', () => {
    expect(property(infer({ text: '' }), 'text')).toEqual({ type: 'string', title: 'Text' });
  });

  test('is safe with the names of built-in properties', () => {
    const sample = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": "a"}');
    const schema = infer(sample);
    expect(Object.keys(schema.properties as object)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as JsonObject).polluted).toBeUndefined();
    expect(checkAgainst(schema, sample).conforms).toBe(true);
    expect(checkAgainst(schema, { ...sample, constructor: 'a' }).conforms).toBe(false);
    expect(checkAgainst(schema, { constructor: 1 }).conforms).toBe(false);
  });

  test('describes very deep values by their kind alone', () => {
    const depth = 50_000;
    const deep = JSON.parse(`${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`) as Json;
    const schema = infer(deep);
    expect(JSON.stringify(schema).length).toBeLessThan(20_000);
    const flat = JSON.parse(`${'{"a":['.repeat(60)}${']}'.repeat(60)}`) as Json;
    expect(checkAgainst(infer(flat), flat).conforms).toBe(true);
  });

  test('stays bounded where an object has a key for each of a million things', () => {
    const sample = Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`key${i}`, i]));
    const schema = infer(sample, { key1: 'a' });
    expect(Object.keys(schema.properties as object)).toHaveLength(maxPlaces);
  });
});

test('evidence combined from parts gives the same schema as all payloads at once', () => {
  for (const { examples } of events) {
    const parts = examples.map((example) => evidenceOf([example])).reduce(combine);
    expect(schemaOf(parts)).toEqual(schemaOf(evidenceOf(examples)));
  }
});

test.each([
  [['repository', 'owner', 'name'], 'Repository owner name'],
  [['html_url'], 'HTML URL'],
  [['htmlUrl'], 'HTML URL'],
  [['APIKey'], 'API key'],
  [['node-id'], 'Node ID'],
  [['$'], undefined],
  [['größe'], 'Größe'],
])('the title of %s', (keys, title) => expect(titleOf(keys)).toBe(title));
