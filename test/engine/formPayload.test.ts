// The body of a form: the schema describes its fields, or the JSON in its only one, and a problem says where to look.
import { expect, it } from 'vitest';
import { createRedactor } from '../../client/common/redact';
import { createSlices } from '../../client/common/slices';
import { BodyModel } from '../../client/views/body/bodyModel';
import type { TreeRow } from '../../client/views/messages/delivery';
import { fixtureFiles, toFixture } from '../../client/webhooks/export/fixtures';
import { scrubBody } from '../../client/webhooks/export/scrubBody';
import { checkStored } from '../../server/engine/payloadRequests';
import type { JsonObject } from '../../server/protocol/json';

const contentType = 'application/x-www-form-urlencoded';

const check = (form: string, schema: JsonObject) =>
  checkStored({ file: '', contentType, contentEncoding: null }, schema, {
    bytes: () => Buffer.from(form),
    decompress: (_, bytes) => bytes,
  });

const orders: JsonObject = {
  type: 'object',
  required: ['order'],
  properties: {
    order: { type: 'string' },
    tag: { type: 'array', items: { type: 'string' } },
    data: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
  },
};

it('is its fields, although one of them is named payload and holds JSON', () => {
  expect(check('order=4712&payload=%7B%22paid%22%3Atrue%7D', orders)).toEqual({ conforms: true, problems: [] });
  expect(check('payload=%7B%22paid%22%3Atrue%7D&tag=a&tag=b', orders).problems).toEqual([
    { pointer: '/order', message: 'is required and did not arrive' },
  ]);
});

it('is the JSON in its only field payload, as GitHub sends it', () => {
  expect(check('payload=%7B%22order%22%3A%224712%22%7D', orders)).toEqual({ conforms: true, problems: [] });
  expect(check('payload=%7B%22order%22%3A%224712', orders).conforms).toBe(false);
});

it('has a list where a field came several times', () => {
  expect(check('order=1&tag=a&tag=b', orders)).toEqual({ conforms: true, problems: [] });
  expect(check('order=1&order=2', orders).problems).toEqual([
    { pointer: '/order', message: 'must be a string, but an array arrived' },
  ]);
});

it.each([
  ['a field', 'order=1&tag=a', ['tag']],
  [
    'a place in the JSON of its only field',
    `payload=${encodeURIComponent('{"order":1,"data":{"id":"x"}}')}`,
    ['order', 'id'],
  ],
])('marks %s in the inspector', async (_, form, names) => {
  const { problems } = check(form, orders);
  const model = await BodyModel.read(Buffer.from(form), { 'content-type': contentType }, problems);
  const rows = model.rows('tree', 0, 100).rows as TreeRow[];
  expect(rows.filter((row) => row.problems.length > 0).map(({ name }) => name)).toEqual(names);
});

it.each(['order=1&tag=a&tag=b', 'order=1&payload=%7B%22paid%22%3Atrue%7D', 'payload=%7B%22paid%22%3Atrue%7D'])(
  'is saved as it was compared: %s',
  async (form) => {
    const headers = { 'content-type': contentType };
    const redactor = createRedactor();
    const body = await scrubBody(headers, form, redactor, createSlices());
    const about = { headers, event: null, receivedAt: '2026-01-01T00:00:00.000Z' };
    const [file] = fixtureFiles([toFixture({ operationId: 'A' }, about, body, redactor)]);
    const saved = JSON.parse(file!.content).body;
    // What a schema that allows nothing else says is about the very value.
    const exact: JsonObject = { enum: [saved] };
    expect(check(form, exact)).toEqual({ conforms: true, problems: [] });
  },
);
