/** Documents whose text is in many parts: read edit by edit, at the borders of the parts, they are what they are read afresh. */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { partLength } from '../../server/documents/piecedText';
import { isLong } from '../support/long';
import { freshStateOf, stateOf } from './picture';
import { seeded } from './random';

/** A definition of four parts, with surrogate pairs in every line that has a text. */
function definition(): object {
  const balloons = '🎈'.repeat(40);
  const operation = (id: number) => ({
    post: {
      operationId: `Hook${id}`,
      summary: `When ${balloons} happens`,
      description: balloons,
      'x-ms-trigger': 'single',
      parameters: [{ name: 'body', in: 'body', required: true, schema: { $ref: `#/definitions/Hook${id}` } }],
      responses: { '201': { description: `Made ${balloons}` } },
    },
    'x-ms-notification-content': { description: balloons, schema: { type: 'object', properties: {} } },
  });
  const schema = { type: 'object', properties: { url: { type: 'string', 'x-ms-notification-url': true } } };
  const all = Array.from({ length: 60 }, (_, id) => id);
  return {
    swagger: '2.0',
    info: { title: balloons, version: '1', description: balloons },
    host: 'example.com',
    paths: Object.fromEntries(all.map((id) => [`/hooks${id}`, operation(id)])),
    definitions: Object.fromEntries(all.map((id) => [`Hook${id}`, schema])),
  };
}

const json = JSON.stringify(definition(), null, 2);
const yaml = stringify(definition());
const windows = (text: string): string => text.replaceAll('\n', '\r\n');

const inserted = ['🎈', '\ud83c', '\udf88', '\r', '\n', '\r\n', '"', '\\', '  ', '}', '{"a": 1}', 'x-ms-summary', '#'];

/** YAML takes long to read. */
const roundsOf = (uri: string): number => (isLong ? 60 : uri.endsWith('.yaml') ? 1 : 3);

function expectFresh(document: OpenDocument): void {
  const [state, fresh] = [stateOf(document), freshStateOf(document)];
  // The comparison that shows the difference is slow.
  if (!isDeepStrictEqual(state, fresh)) expect(state).toEqual(fresh);
}

test.each([
  ['JSON', 'file:///a.swagger.json', json],
  ['JSON with the breaks of Windows', 'file:///a.swagger.json', windows(json)],
  ['YAML', 'file:///a.swagger.yaml', yaml],
  ['YAML with the breaks of Windows', 'file:///a.swagger.yaml', windows(yaml)],
])('read edit by edit at the borders of its parts: %s', { timeout: 120_000 }, (name, uri, text) => {
  const { below, pick } = seeded(name.length);
  const document = new OpenDocument(uri, '', 1, text);
  expectFresh(document);
  expect(text.length).toBeGreaterThan(2 * partLength);
  for (let i = 0; i < roundsOf(uri); i++) {
    const before = document.content;
    const start = (1 + below(Math.floor(before.length / partLength))) * partLength - 3 + below(7);
    const end = Math.min(before.length, start + below(3));
    const added = below(3) === 0 ? '' : pick(inserted);
    const [from, to] = [document.positionAt(start), document.positionAt(end)];
    const [first, last] = [document.offsetAt(from), document.offsetAt(to)];
    document.update([{ range: { start: from, end: to }, text: added }], i + 2);
    expect(document.content === before.slice(0, first) + added + before.slice(last)).toBe(true);
    expectFresh(document);
    if (below(3) > 0) {
      const undo = { start: document.positionAt(first), end: document.positionAt(first + added.length) };
      document.update([{ range: undo, text: before.slice(first, last) }], i + 2);
      expectFresh(document);
    }
  }
});
