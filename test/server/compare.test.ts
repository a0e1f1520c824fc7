import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { ComparisonReport } from '../../server/protocol/compare';
import type { InferredSchema } from '../../server/protocol/payloads';
import { Requests } from '../../server/protocol/requests';
import { type LspSession, startLsp } from '../support/lsp';

const uri = 'file:///work/tickets.swagger.json';
const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-compare-'));
let session: LspSession;

afterEach(async () => {
  expect(await session.stop()).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const connector = (fields: object, total: object = { type: 'integer' }) =>
  JSON.stringify(
    {
      swagger: '2.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/hooks': {
          'x-ms-notification-content': { schema: { type: 'object', properties: fields } },
          post: { operationId: 'OnTicket', 'x-ms-trigger': 'single', responses: { '201': { description: 'Created' } } },
        },
        '/tickets': {
          get: {
            operationId: 'GetTicket',
            responses: { '200': { description: 'OK', schema: { type: 'object', properties: { total } } } },
          },
        },
      },
    },
    null,
    2,
  );

const before = connector({ id: { type: 'integer' }, state: { type: 'string' } });
const after = connector({ id: { type: 'string' }, state: { type: 'string' } }, { type: 'string' });

const compare = (now: object, text = before): Promise<ComparisonReport> =>
  session.connection.sendRequest(Requests.compare, {
    uri,
    ...now,
    old: { uri: 'old:/a.json', text, languageId: 'json', label: 'HEAD' },
  });

test('lists the changes with both places, at the levels of the settings', async () => {
  session = await startLsp({ initializationOptions: { profile: 'custom' } });
  session.open(uri, 'json', after, 3);
  const lineOf = (text: string, part: string, from = 0) =>
    text.slice(0, text.indexOf(part, from)).split('\n').length - 1;
  const { version, changes } = await compare({});
  expect(version).toBe(3);
  expect(changes.map(({ severity, code, operationId, path }) => [severity, code, operationId, path])).toEqual([
    ['error', 'breaking-output-type', 'OnTicket', 'id'],
    ['warning', 'breaking-output-type', 'GetTicket', 'total'],
  ]);
  const [change] = changes;
  expect(change!.range.start.line).toBe(lineOf(after, '"string"'));
  expect(change!.oldRange!.start.line).toBe(lineOf(before, '"integer"'));
  expect(change!.message).not.toContain('`');
  expect(change!.href).toMatch(/breaking-output-type\.md$/);

  const rules = { 'breaking-output-type': 'hint' };
  await session.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { flowWebhooks: { profile: 'certification', rules } },
  });
  expect((await compare({})).changes.map(({ severity }) => severity)).toEqual(['hint', 'hint']);
  await session.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { flowWebhooks: { profile: 'certification', rules: {} } },
  });
  expect((await compare({})).changes.map(({ severity }) => severity)).toEqual(['error', 'error']);
});

test('takes a text that is not open, and fails with the reason where one side cannot be read', async () => {
  session = await startLsp();
  const asText = (text: string) => ({ text, languageId: 'json' });
  expect(await compare(asText(before))).toEqual({ version: null, changes: [] });
  await expect(compare(asText('{"swagger": "2.0", "paths": {'))).rejects.toThrow('before it is repaired: line 1');
  await expect(compare(asText(after), '{"swagger"')).rejects.toThrow('The older version (HEAD) cannot be read: line 1');
  await expect(compare(asText('[]'))).rejects.toThrow('not a connector definition');
});

test('an update of a notification schema says which of its changes break flows', async () => {
  session = await startLsp();
  const infer = (text: string, payload: object): Promise<InferredSchema> => {
    const file = join(folder, 'sample.json');
    writeFileSync(file, JSON.stringify(payload));
    return session.connection.sendRequest(Requests.inferSchema, {
      uri,
      text,
      languageId: 'json',
      operationId: 'OnTicket',
      samples: [{ file, contentType: 'application/json', contentEncoding: null }],
    });
  };
  const { changed, breaking } = await infer(before, { id: 'T-1', state: 'open', extra: 1 });
  expect(changed).toBe(true);
  expect(breaking).toEqual([
    {
      code: 'breaking-output-type',
      operationId: 'OnTicket',
      path: 'id',
      message: expect.stringMatching(/^id in the notification of "OnTicket" changed its type from integer to/),
    },
  ]);
  expect(await infer(before, { id: 1, state: 'open', extra: 1 })).toMatchObject({ changed: true, breaking: [] });
});
