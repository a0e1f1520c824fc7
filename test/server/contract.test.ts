import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { CodeAction, Diagnostic, DocumentDiagnosticReport, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import type { Json } from '../../server/protocol/json';
import type { InferredSchema, ObservedDelivery, UnsubscribeReport } from '../../server/protocol/payloads';
import { type ExportedDefinition, Notifications, Requests } from '../../server/protocol/requests';
import { type LspSession, startLsp } from '../support/lsp';

const sample = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');
const uri = 'file:///work/github.swagger.json';
const trigger = 'webhook-trigger';
const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-contract-'));
const push = { compare: 'https://example.com/compare', repository: { name: 'hello-world' }, pusher: { name: 'mona' } };

let session: LspSession;
let count = 0;
afterEach(async () => {
  expect(await session.stop()).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Announces a delivery; `minute` orders them. */
function deliver(payload: Json, minute: number): void {
  const file = join(folder, `${count++}.body`);
  writeFileSync(file, typeof payload === 'string' ? payload : JSON.stringify(payload));
  const delivery: ObservedDelivery = {
    uri,
    operationId: trigger,
    file,
    contentType: 'application/json',
    contentEncoding: null,
    receivedAt: `2026-11-24T14:${String(minute).padStart(2, '0')}:00.000Z`,
  };
  void session.connection.sendNotification(Notifications.deliveryObserved, delivery);
}

/** A definition whose trigger has this schema of its notification. */
const definitionWith = (schema: object, definitions: object = {}) => ({
  swagger: '2.0',
  info: { title: 'T', version: '1' },
  paths: {
    '/hooks': {
      'x-ms-notification-content': { schema },
      post: { operationId: trigger, 'x-ms-trigger': 'single', responses: { '201': { description: 'Created' } } },
    },
  },
  definitions,
});

const ofContract = (diagnostics: Diagnostic[]) =>
  diagnostics.filter(({ code }) => /^(delivery|unsubscribe-contract)/.test(String(code)));
const mismatches = (diagnostics: Diagnostic[]) => diagnostics.filter(({ code }) => code === 'delivery-mismatch');

/** Returns the text of the line that a diagnostic begins on. */
const lineOf = (text: string, { range }: Diagnostic): string => text.split('\n')[range.start.line]!.trim();

const edited = (text: string, edits: TextEdit[]): string =>
  TextDocument.applyEdits(TextDocument.create(uri, 'json', 1, text), edits);

async function fixesAt(diagnostic: Diagnostic): Promise<CodeAction[]> {
  return session.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic], only: ['quickfix'] },
  });
}

test('a delivery that contradicts the tutorial is reported on its line, fixed by the quick fix, cleared by the next delivery', async () => {
  session = await startLsp();
  session.open(uri, 'json', sample);
  await session.waitForPush(() => true);
  deliver({ ...push, compare: [1], pusher: null }, 2);
  const told = await session.waitForPush(({ diagnostics }) => mismatches(diagnostics).length === 2);

  const [compare, pusher] = mismatches(told.diagnostics);
  const lines = sample.split('\n');
  expect(compare!.range.start.line).toBe(lines.findIndex((line) => line.includes('"compare"')) + 1);
  expect(lineOf(sample, compare!)).toBe('"type": "string",');
  expect(compare!.message).toMatch(/^Last delivery .*\d\d:\d\d: compare was an array, not a string\.$/);
  expect(compare!.severity).toBe(2);
  expect(pusher!.message).toContain('pusher was null');
  expect(pusher!.range.start.line).toBe(lines.findIndex((line) => line.includes('"pusher"')) + 1);

  const fixes = await fixesAt(pusher!);
  expect(fixes.map(({ title }) => title)).toEqual([
    'Allow null (x-nullable)',
    'Update the whole notification schema from this delivery',
    'Ignore "delivery-mismatch" here',
  ]);
  const repaired = edited(sample, fixes[0]!.edit!.changes![uri]!);
  session.change(uri, 2, [{ text: repaired }]);
  const after = await session.waitForPush(({ version }) => version === 2);
  expect(mismatches(after.diagnostics).map(({ message }) => message)).toEqual([compare!.message]);

  // It moves with the text above it.
  session.change(uri, 3, [
    { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: '\n\n' },
  ]);
  const moved = await session.waitForPush(({ version }) => version === 3);
  expect(mismatches(moved.diagnostics)[0]!.range.start.line).toBe(compare!.range.start.line + 2);

  const from = session.pushed.length;
  deliver(push, 3);
  await session.waitForPush(({ diagnostics }) => ofContract(diagnostics).length === 0, from);
  // One that comes late does not count any more.
  deliver({ compare: 17 }, 1);
  deliver(push, 4);
  await session.waitForPush(({ diagnostics }) => ofContract(diagnostics).length === 0, from + 1);
});

test.each(['json', 'yaml'])(
  'a keyword that a delivery violates is reported on its own line in %s, repaired and cleared',
  async (language) => {
    session = await startLsp();
    const limited = {
      type: 'object',
      properties: {
        name: { type: 'string', pattern: '^[a-z]+$', minLength: 3 },
        price: { type: 'number', maximum: 10, multipleOf: 0.5 },
        tags: { type: 'array', minItems: 2, uniqueItems: true, items: { $ref: '#/definitions/Tag' } },
        way: {
          anyOf: [
            { type: 'string', pattern: '^x' },
            { type: 'integer', minimum: 5 },
          ],
        },
      },
    };
    const definition = definitionWith(limited, { Tag: { type: 'string', maxLength: 2 } });
    const text = language === 'json' ? JSON.stringify(definition, null, 2) : stringify(definition);
    session.open(uri, language, text);
    await session.waitForPush(() => true);
    deliver({ name: 'A', price: 10.7, tags: ['long'], way: 'y' }, 2);
    const told = await session.waitForPush(({ diagnostics }) => mismatches(diagnostics).length >= 7);
    const found = mismatches(told.diagnostics).map((one) => [
      /^[\w"]+/.exec(lineOf(text, one))![0].replaceAll('"', ''),
      one.message.replace(/^Last delivery .*\d\d: /, ''),
    ]);
    expect(found.sort()).toEqual([
      ['anyOf', 'way must match a schema in anyOf.'],
      ['maxLength', 'tags[0] must NOT have more than 2 characters.'],
      ['maximum', 'price must be <= 10.'],
      ['minItems', 'tags must NOT have fewer than 2 items.'],
      ['minLength', 'name must NOT have fewer than 3 characters.'],
      ['multipleOf', 'price must be multiple of 0.5.'],
      ['pattern', 'name must match pattern "^[a-z]+$".'],
    ]);

    const bound = mismatches(told.diagnostics).find(({ message }) => message.includes('<= 10'))!;
    const [fix] = await fixesAt(bound);
    expect(fix!.title).toBe('Remove `maximum`');
    const repaired = edited(text, fix!.edit!.changes![uri]!);
    session.change(uri, 2, [{ text: repaired }]);
    const after = await session.waitForPush(({ version }) => version === 2);
    expect(mismatches(after.diagnostics)).toHaveLength(6);
    // The contract is checked again after a bound changes.
    const from = session.pushed.length;
    session.change(uri, 3, [{ text: text.replace(/("?)maximum\1: 10/, '$1maximum$1: 11') }]);
    await session.waitForPush(({ diagnostics }) => mismatches(diagnostics).length === 6, from);
    session.change(uri, 4, [{ text: text.replace(/("?)maximum\1: 10/, '$1maximum$1: 9') }]);
    await session.waitForPush(({ diagnostics }) => diagnostics.some(({ message }) => message.includes('<= 9')), from);

    deliver({ name: 'abc', price: 1.5, tags: ['a', 'b'], way: 'xy' }, 3);
    await session.waitForPush(({ diagnostics }) => ofContract(diagnostics).length === 0, session.pushed.length);
  },
);

test('the whole schema is updated from the delivery, and then agrees', async () => {
  session = await startLsp();
  session.open(uri, 'json', sample);
  deliver({ ...push, compare: 17, head_commit: null, ref: 'refs/heads/main', size: 3 }, 2);
  const told = await session.waitForPush(({ diagnostics }) => ofContract(diagnostics).length >= 3);
  const undescribed = told.diagnostics.find(({ code }) => code === 'delivery-undescribed')!;
  expect(undescribed).toMatchObject({ severity: 4, codeDescription: { href: expect.stringContaining('.md') } });
  expect(undescribed.message).toMatch(/^Last delivery .* also had ref, size: the schema does not describe it\.$/);
  expect(lineOf(sample, undescribed)).toBe('"properties": {');
  const fixes = await fixesAt(undescribed);
  expect(fixes.map(({ title }) => title)).toEqual([
    'Describe all 2 of them',
    'Describe "ref"',
    'Describe "size"',
    'Update the whole notification schema from this delivery',
    'Ignore "delivery-undescribed" here',
  ]);
  session.change(uri, 2, [{ text: edited(sample, fixes[3]!.edit!.changes![uri]!) }]);
  const after = await session.waitForPush(({ version }) => version === 2);
  expect(ofContract(after.diagnostics)).toEqual([]);
});

test('the settings of severity and x-flow-webhooks-ignore hold for it', async () => {
  session = await startLsp({ initializationOptions: { rules: { 'delivery-mismatch': 'error' } } });
  session.open(uri, 'json', sample);
  deliver({ ...push, compare: 17 }, 2);
  const told = await session.waitForPush(({ diagnostics }) => ofContract(diagnostics).length === 1);
  expect(ofContract(told.diagnostics)[0]!.severity).toBe(1);
  const ignored = sample.replace('"compare": {', '"compare": {\n"x-flow-webhooks-ignore": ["delivery-mismatch"],');
  session.change(uri, 2, [{ text: ignored }]);
  const after = await session.waitForPush(({ version }) => version === 2);
  expect(ofContract(after.diagnostics)).toEqual([]);
});

test('a client that pulls is asked to pull again', async () => {
  session = await startLsp({ pull: true, capabilities: { workspace: { diagnostics: { refreshSupport: true } } } });
  const refreshed = new Promise<void>((resolve) =>
    session.connection.onRequest('workspace/diagnostic/refresh', () => {
      resolve();
      return null;
    }),
  );
  session.open(uri, 'json', sample);
  deliver({ compare: 17 }, 2);
  await refreshed;
  const report: DocumentDiagnosticReport = await session.connection.sendRequest('textDocument/diagnostic', {
    textDocument: { uri },
  });
  expect(mismatches('items' in report ? report.items : [])).toHaveLength(1);
  expect(session.pushed).toEqual([]);
});

test('the findings of an unsubscribe check stay on the trigger until the next check', async () => {
  session = await startLsp();
  session.open(uri, 'json', sample);
  const report = (ok: boolean): UnsubscribeReport => ({
    uri,
    operationId: trigger,
    checkedAt: '2026-11-24T14:02:00.000Z',
    steps: [
      { name: 'create', ok: true, detail: 'Created.' },
      { name: 'location', ok, detail: 'There is no "Location".' },
    ],
  });
  void session.connection.sendNotification(Notifications.unsubscribeChecked, report(false));
  const told = await session.waitForPush(({ diagnostics }) => ofContract(diagnostics).length === 1);
  const [found] = ofContract(told.diagnostics);
  expect(found).toMatchObject({
    code: 'unsubscribe-contract',
    severity: 2,
    message: expect.stringContaining('no "Loc'),
  });
  expect(lineOf(sample, found!)).toBe('"post": {');
  void session.connection.sendNotification(Notifications.unsubscribeChecked, report(true));
  await session.waitForPush(
    ({ diagnostics }) => ofContract(diagnostics).length === 0,
    session.pushed.indexOf(told) + 1,
  );
});

test('a schema is inferred from stored bodies and merged, and unreadable bodies are reported', async () => {
  session = await startLsp();
  session.open(uri, 'json', sample);
  const body = (name: string, text: string, contentType = 'application/json') => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return { file, contentType, contentEncoding: null };
  };
  const good = body('good.json', JSON.stringify({ ...push, size: 3 }));
  const form = body(
    'form',
    `payload=${encodeURIComponent(JSON.stringify({ ...push, size: 3.5 }))}`,
    'application/x-www-form-urlencoded',
  );
  const broken = body('broken.json', '{');
  const infer = (samples: object[]): Promise<InferredSchema> =>
    session.connection.sendRequest(Requests.inferSchema, { uri, operationId: trigger, samples });
  const inferred = await infer([good, form, broken]);
  expect(inferred).toMatchObject({ changed: true, version: 1, unread: [{ file: broken.file }] });
  expect(inferred.schema.definitions).toMatchObject({
    WebhookPushResponse: {
      properties: { size: { type: 'number', title: 'Size' }, compare: { 'x-ms-summary': 'Compare URL' } },
    },
  });
  session.change(uri, 2, [{ text: edited(sample, inferred.edits) }]);
  expect(await infer([good, form])).toMatchObject({ changed: false, edits: [], version: 2 });
  await expect(infer([broken])).rejects.toThrow('The body is not JSON');
  await expect(infer([])).rejects.toThrow('There is no sample');

  const text = 'swagger: "2.0" # a comment\nx-flow-webhooks-ignore: []\n';
  const exported: ExportedDefinition = await session.connection.sendRequest(Requests.exportDefinition, {
    uri: 'file:///a.swagger.yaml',
    text,
    languageId: 'yaml',
  });
  expect(exported.text).toBe('{\n  "swagger": "2.0"\n}\n');
});

test('a keyword that payloads violate is removed, within bounded time for a large body', async () => {
  session = await startLsp();
  const code = { type: 'string', pattern: '^A', maxLength: 2, title: 'Mine' };
  const text = JSON.stringify(definitionWith({ type: 'object', properties: { code } }), null, 2);
  const items = Array.from({ length: 250_000 }, (_, i) => ({
    id: i,
    name: `Name of the item ${i}`,
    at: '2026-11-24T14:02:00Z',
    tags: ['a', 'b'],
  }));
  const file = join(folder, 'large.json');
  const large = JSON.stringify({ code: 'BCD', items });
  expect(large.length).toBeGreaterThan(20_000_000);
  writeFileSync(file, large);
  const inferred: InferredSchema = await session.connection.sendRequest(Requests.inferSchema, {
    uri,
    text,
    languageId: 'json',
    operationId: trigger,
    samples: [{ file, contentType: 'application/json', contentEncoding: null }],
  });
  expect(inferred.version).toBeNull();
  expect(inferred.schema.properties).toMatchObject({ code: { type: 'string', title: 'Mine' } });
  expect(JSON.stringify(inferred.schema)).not.toMatch(/pattern|maxLength/);
});

test('a schema that the service gave is shown in the hover and in the preview, until the webhook is gone', async () => {
  session = await startLsp();
  const schema = { type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetSchema' } };
  const text = JSON.stringify(definitionWith(schema), null, 2);
  session.open(uri, 'json', text);
  const shown = async (given: object | null) => {
    const report = { uri, operationId: trigger, schema: given };
    await session.connection.sendNotification(Notifications.schemaLoaded, report);
    const line = text.split('\n').findIndex((one) => one.includes('x-ms-notification-content'));
    const position = { line, character: text.split('\n')[line]!.indexOf('x-ms') };
    const hover = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
    const preview = await session.connection.sendRequest(Requests.preview, { uri });
    return JSON.stringify([hover, preview]);
  };
  const given = await shown({ type: 'object', properties: { sku: { type: 'string', title: 'Article number' } } });
  expect(given.match(/Article number/g)).toHaveLength(2);
  expect(await shown(null)).not.toContain('Article number');
});
