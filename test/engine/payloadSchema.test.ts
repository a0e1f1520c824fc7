import { describe, expect, it } from 'vitest';
import { checkAgainst, violationsOf } from '../../server/engine/payloadSchema';
import type { JsonObject } from '../../server/protocol/json';

const dynamic: JsonObject = {
  type: 'object',
  required: ['gone'],
  properties: { id: { type: 'string', pattern: '^x' } },
  'x-ms-dynamic-schema': { operationId: 'GetSchema' },
};

describe('a schema of which only the service knows a part', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['the whole', dynamic, { id: 7 }],
    ['a property', { type: 'object', properties: { data: dynamic } }, { data: { id: 7 } }],
    [
      'a definition',
      { properties: { data: { $ref: '#/definitions/D' } }, definitions: { D: dynamic } },
      { data: { id: 7 } },
    ],
  ])('never says that a payload conforms, nor that what is written beside it is violated: %s', (_, schema, payload) => {
    const { conforms, problems } = checkAgainst(schema, payload);
    expect(conforms).toBeNull();
    expect(problems).toEqual([{ pointer: '', message: expect.stringContaining('comes from the service') }]);
    expect(violationsOf(schema, payload)).toEqual([]);
  });

  it('says that a payload contradicts what the definition does describe', () => {
    const schema = { type: 'object', properties: { event: { type: 'string' }, data: dynamic } };
    expect(checkAgainst(schema, { event: 1, data: {} })).toMatchObject({ conforms: false });
  });

  it('is not one with a property of that name', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } } };
    expect(checkAgainst(schema, { a: 1, 'x-ms-dynamic-schema': 1 })).toMatchObject({ conforms: true });
  });
});
