// The body whose schema a service completed: bounded, whatever the service says.
import { describe, expect, it } from 'vitest';
import { bodyOf } from '../../server/languageService';
import type { JsonObject } from '../../server/protocol/json';

/** Schemas of which each refers to the next one twice. */
const doubling = (leaf: JsonObject): JsonObject => {
  const definitions: JsonObject = { d40: leaf };
  for (let level = 0; level < 40; level++) {
    const next = { $ref: `#/definitions/d${level + 1}` };
    definitions[`d${level}`] = { type: 'object', properties: { a: next, b: next } };
  }
  return { $ref: '#/definitions/d0', definitions };
};

describe('a body that a service described', () => {
  it('has the fields of its schema, references followed', () => {
    const schema = {
      type: 'object',
      properties: { size: { $ref: '#/definitions/Size' } },
      definitions: { Size: { type: 'integer', default: 3 } },
    };
    expect(bodyOf({ name: 'body', required: true, schema })).toMatchObject({
      fields: [{ path: ['size'], type: 'integer', default: 3 }],
      defaults: { size: 3 },
    });
  });

  it.each<[string, JsonObject]>([
    ['that are read-only', { type: 'string', readOnly: true }],
    ['with a long default', { type: 'string', default: 'x'.repeat(1_000) }],
    ['with an object as default', { type: 'object', default: { a: 'x'.repeat(10_000) } }],
  ])('is bounded where references multiply: leaves %s', (_, leaf) => {
    const described = bodyOf({ name: 'body', required: true, schema: doubling(leaf) });
    expect(described.fields.length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(described).length).toBeLessThan(4_000_000);
  });
});
