import { expect, test } from 'vitest';
import { OpenDocument } from '../../server/documents/document';
import { contractFindings, timeText } from '../../server/features/contract/findings';
import { definitionOf } from '../../server/features/validate';
import { evidenceOf } from '../../server/model/inference/evidence';
import type { Json } from '../../server/protocol/json';
import { spanAt } from '../../server/rules/suppression';
import { connector } from '../documents/connectors';
import { seeded } from '../documents/random';
import { edits } from '../support/long';

const sample = connector('githubWebhookSample.swagger.json').text;
const open = (text: string): OpenDocument => new OpenDocument('file:///a.swagger.json', 'json', 1, text);

function observe(...payloads: Json[]) {
  return [
    { operationId: 'webhook-trigger', evidence: evidenceOf(payloads), label: 'Last delivery from the service 14:02' },
  ];
}

/** Code, message and marked text. */
function found(document: OpenDocument, observations: ReturnType<typeof observe>): string[] {
  return contractFindings(definitionOf(document)!, observations).map(({ code, message, at }) => {
    const { start, end } = spanAt(at);
    return `${code} ${message.replace('Last delivery from the service 14:02', '')} ${start} ${document.content.slice(start, end)}`;
  });
}

test('gives the findings of a text read afresh after every edit', () => {
  const observations = observe({
    compare: 17,
    pusher: null,
    head_commit: { author: { name: 1, date: 'x' } },
    repository: [],
  });
  const fresh = (): ReturnType<typeof observe> =>
    observations.map((one) => ({ ...one, evidence: { ...one.evidence } }));
  const document = open(sample);
  const { below, pick } = seeded(17);
  let text = sample;
  const words = ['"string"', '"integer"', '"properties"', '\n', '"name"', ',', '{', '}', '"compare"', '"$ref"', ' '];
  expect(found(document, observations).length).toBeGreaterThan(4);
  for (let version = 2; version < 2 + edits; version++) {
    // Every second edit restores the sample, so that the text stays readable.
    const isBack = version % 2 === 1;
    const start = below(text.length);
    const next = isBack ? sample : text.slice(0, start) + pick(words) + text.slice(start + below(3));
    document.update([{ text: next }], version);
    text = next;
    if (definitionOf(document))
      expect(found(document, observations), `edit ${version}`).toEqual(found(open(text), fresh()));
  }
});

test('reports a schema once that several paths lead to, with the evidence of all of them', () => {
  const text = JSON.stringify({
    swagger: '2.0',
    paths: {
      '/hooks': {
        'x-ms-notification-content': {
          schema: {
            allOf: [
              { $ref: '#/definitions/Base' },
              { type: 'object', required: ['b'], properties: { b: { $ref: '#/definitions/User' } } },
            ],
          },
        },
        post: { operationId: 'webhook-trigger', 'x-ms-trigger': 'single' },
      },
    },
    definitions: {
      Base: {
        type: 'object',
        properties: { a: { $ref: '#/definitions/User' }, kind: { type: 'string', enum: ['x'] } },
      },
      User: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'integer' }, again: { $ref: '#/definitions/User' } },
      },
    },
  });
  const document = open(text);
  const payload = { a: { id: 'x', again: { id: 1.5 } }, kind: 'y', b: { again: {} }, more: 1 };
  expect(found(document, observe(payload)).map((one) => one.replace(/ \d+ /, ' at '))).toEqual([
    'delivery-mismatch : `a.id` is required and did not arrive. at "id"',
    'delivery-mismatch : `a.id` was a number or a string, not an integer. at "integer"',
    'delivery-mismatch : `kind` was "y", which is not among the values of `enum`. at "enum"',
    'delivery-undescribed  also had `more`: the schema does not describe it. at "properties"',
  ]);
});

test('shows the time without the date for today', () => {
  const now = new Date(2026, 10, 24, 18, 0);
  expect(timeText(new Date(2026, 10, 24, 14, 2).toISOString(), now)).toBe('14:02');
  expect(timeText(new Date(2026, 10, 23, 4, 2).toISOString(), now)).toBe('2026-11-23 04:02');
  expect(timeText('yesterday', now)).toBe('yesterday');
});
