import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  CodeAction,
  CompletionList,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
} from 'vscode-languageserver-protocol';
import type { NewTrigger, TriggerDraft } from '../../server/protocol/newTrigger';
import type { ExamplePayload, PayloadReport } from '../../server/protocol/payloads';
import type { Preview } from '../../server/protocol/preview';
import { Requests } from '../../server/protocol/requests';
import type { TriggerList } from '../../server/protocol/triggers';
import { type LspSession, startLsp, startLspInProcess } from '../support/lsp';

const sample = readFileSync(
  fileURLToPath(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url)),
  'utf8',
);
const uri = 'file:///work/github.swagger.json';
const sampleCodes = [
  'location-undocumented',
  'notification-url-not-required',
  'responses-missing',
  'unsubscribe-visible',
];

/** Time limits in milliseconds. The start of the worker counts, too, which takes seconds on a busy machine. */
const limits = { one: 4000, many: 10_000 };

let session: LspSession;
afterEach(async () => {
  expect([0, null]).toContain(await session.stop());
});

function codesOf(diagnostics: { code?: string | number }[]): string[] {
  return diagnostics.map(({ code }) => String(code)).sort();
}

describe('a client that takes pushed diagnostics', () => {
  test('gets them with the version of the document, and none for a file that is not a definition', async () => {
    session = await startLsp();
    expect(session.initialized.capabilities.diagnosticProvider).toBeUndefined();
    expect(session.initialized.capabilities.positionEncoding).toBe('utf-16');
    session.open('file:///work/package.json', 'json', '{"name": 1,}');
    session.open(uri, 'json', sample, 7);
    const push = await session.waitForPush((push) => push.uri === uri);
    expect(push.version).toBe(7);
    expect(codesOf(push.diagnostics)).toEqual(sampleCodes);
    for (const diagnostic of push.diagnostics) {
      expect(diagnostic.source).toBe('flow-webhooks');
      expect(diagnostic.codeDescription?.href).toMatch(new RegExp(`/${diagnostic.code}\\.md$`));
    }
    const other = await session.waitForPush((push) => push.uri === 'file:///work/package.json');
    expect(other.diagnostics).toEqual([]);
  });

  test('sees an edit at once, and nothing stale after many', async () => {
    session = await startLsp();
    session.open(uri, 'json', sample);
    await session.waitForPush((push) => push.version === 1);
    const lines = sample.split('\n');
    const line = lines.findIndex((text) => text.includes('"x-ms-trigger": "single"'));
    const character = lines[line]!.indexOf('single');
    const at = (
      end: number,
    ): { start: { line: number; character: number }; end: { line: number; character: number } } => ({
      start: { line, character },
      end: { line, character: character + end },
    });
    session.change(uri, 2, [{ range: at(6), text: 'sinlge' }]);
    const wrong = await session.waitForPush((push) => push.version === 2);
    const finding = wrong.diagnostics.find(({ code }) => code === 'trigger-value');
    expect(finding?.range).toEqual({
      start: { line, character: character - 1 },
      end: { line, character: character + 7 },
    });
    for (let version = 3; version < 60; version++)
      session.change(uri, version, [{ range: at(6), text: version % 2 ? 'sinlge' : 'batchy' }]);
    session.change(uri, 60, [{ range: at(6), text: 'single' }]);
    const last = await session.waitForPush((push) => push.version === 60);
    expect(codesOf(last.diagnostics)).toEqual(sampleCodes);
    expect(session.pushed.at(-1)!.version).toBe(60);
    const versions = session.pushed.map(({ version }) => version!);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  test('has them removed when the document closes', async () => {
    session = await startLsp();
    session.open(uri, 'json', sample);
    await session.waitForPush((push) => push.diagnostics.length > 0);
    await session.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await session.waitForPush((push) => push.version === undefined && push.diagnostics.length === 0);
  });

  test('gets the severities of another profile after a change of configuration', async () => {
    session = await startLsp({ initializationOptions: { rules: { 'location-undocumented': 'off' } } });
    session.open(uri, 'json', sample);
    const before = await session.waitForPush((push) => push.uri === uri);
    expect(before.diagnostics.map(({ severity }) => severity)).toEqual([2, 2, 2]);
    await session.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { flowWebhooks: { profile: 'certification' } },
    });
    await session.waitForPush((push) => push.diagnostics.some(({ severity }) => severity === 1));
  });

  test('gets the usual severities when those of its settings do not exist', async () => {
    session = await startLsp({
      initializationOptions: { profile: 'strict', rules: { 'location-undocumented': 'warn' } },
    });
    session.open(uri, 'json', sample);
    const { diagnostics } = await session.waitForPush((push) => push.uri === uri);
    expect(codesOf(diagnostics)).toEqual(sampleCodes);
    expect(diagnostics.map(({ severity }) => severity)).not.toContain(undefined);
  });

  test('gets syntax errors, unless the editor owns them', async () => {
    const faulty = sample.replace('"host"', '// a comment\n  "host"');
    session = await startLsp({ initializationOptions: { hostOwns: ['syntax', 'duplicate-key'] } });
    session.open(uri, 'json', faulty);
    session.open('file:///work/apiDefinition.yaml', 'yaml', 'swagger: "2.0"\npaths: {a: [}\n');
    expect(codesOf((await session.waitForPush((push) => push.uri === uri)).diagnostics)).not.toContain('syntax');
    expect(codesOf((await session.waitForPush((push) => push.uri.endsWith('yaml'))).diagnostics)).toContain('syntax');
    await session.stop();
    session = await startLsp();
    session.open(uri, 'json', faulty);
    session.open('file:///work/github.swagger.jsonc', 'jsonc', faulty);
    expect(codesOf((await session.waitForPush((push) => push.uri === uri)).diagnostics)).toContain('syntax');
    expect(codesOf((await session.waitForPush((push) => push.uri.endsWith('jsonc'))).diagnostics)).toEqual(sampleCodes);
  });
});

describe('a client that pulls diagnostics', () => {
  test('gets them on request, and nothing is pushed', async () => {
    session = await startLsp({ pull: true });
    expect(session.initialized.capabilities.diagnosticProvider).toBeDefined();
    session.open(uri, 'json', sample);
    const report: DocumentDiagnosticReport = await session.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
    });
    expect(report.kind).toBe('full');
    expect(codesOf((report as { items: { code?: string }[] }).items)).toEqual(sampleCodes);
    await session.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    const closed: DocumentDiagnosticReport = await session.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
    });
    expect(closed).toEqual({ kind: 'full', items: [] });
    expect(session.pushed).toEqual([]);
  });

  test('can cancel a request', async () => {
    session = await startLsp({ pull: true });
    session.open(uri, 'json', sample);
    const cancellation = new CancellationTokenSource();
    const answer = session.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri } },
      cancellation.token,
    );
    cancellation.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });
});

describe('features over the wire', () => {
  test('completes and hovers', async () => {
    session = await startLsp();
    session.open(uri, 'json', sample);
    const lines = sample.split('\n');
    const line = lines.findIndex((text) => text.includes('"x-ms-trigger": "single"'));
    const hover: Hover | null = await session.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character: 14 },
    });
    expect(JSON.stringify(hover)).toContain('trigger');
    const completion: CompletionList = await session.connection.sendRequest('textDocument/completion', {
      textDocument: { uri },
      position: { line, character: lines[line]!.indexOf('single') },
    });
    expect(completion.items.map(({ label }) => label)).toEqual(expect.arrayContaining(['single', 'batch']));
  });

  test('lists the triggers of a document, open or sent', async () => {
    session = await startLsp();
    session.open(uri, 'json', sample);
    const opened: TriggerList = await session.connection.sendRequest(Requests.listTriggers, { uri });
    const sent: TriggerList = await session.connection.sendRequest(Requests.listTriggers, {
      uri,
      text: sample,
      languageId: 'json',
    });
    expect(sent).toEqual({ ...opened, version: null });
    const [trigger] = opened.triggers;
    expect(opened.triggers).toHaveLength(1);
    expect(trigger).toMatchObject({
      operationId: 'webhook-trigger',
      kind: 'webhook',
      method: 'post',
      path: '/repos/{owner}/{repo}/hooks',
      endpoint: { schemes: ['https'], host: 'api.github.com', basePath: '' },
      consumes: ['application/json'],
      callback: { path: ['config', 'url'] },
      security: [{ name: 'oAuth', type: 'oauth2', scopes: ['user', 'public_repo', 'admin:repo_hook'] }],
      answers: [{ status: '201', location: false }],
      body: {
        name: 'Request body of webhook',
        defaults: { active: true, name: 'web', config: { content_type: 'json' }, events: ['push'] },
      },
      unsubscribe: [{ operationId: 'DeleteTrigger', relation: 'child', idParameter: 'hook_Id' }],
    });
    expect(trigger!.parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual([
      ['owner', 'path', true],
      ['repo', 'path', true],
    ]);
    expect(
      trigger!.body!.fields.map(({ path, visibility, callback }) => [path.join('.'), visibility, callback]),
    ).toEqual([
      ['active', 'none', false],
      ['name', 'none', false],
      ['config.content_type', 'none', false],
      ['config.url', 'internal', true],
      ['events', 'none', false],
    ]);
    expect(trigger!.notification!.schema).toMatchObject({ $ref: '#/definitions/WebhookPushResponse' });
    await expect(session.connection.sendRequest(Requests.listTriggers, { uri: 'file:///none.json' })).rejects.toThrow(
      'not open',
    );
  });

  test('previews a document, open or sent, and writes a new trigger into it or a new one', async () => {
    session = await startLsp();
    session.open(uri, 'json', sample, 3);
    const shown: Preview = await session.connection.sendRequest(Requests.preview, { uri });
    expect(shown).toMatchObject({ uri, version: 3, isDefinition: true, card: { operationId: 'webhook-trigger' } });
    const other = { uri: 'file:///work/package.json', text: '{"name": "x"}', languageId: 'json' };
    expect(await session.connection.sendRequest(Requests.preview, other)).toEqual({
      uri: other.uri,
      version: null,
      isDefinition: false,
      triggers: [],
    });

    const params = { url: '/orders/hooks', notification: { id: 1 }, callback: 'callbackUrl' };
    const made: NewTrigger = await session.connection.sendRequest(Requests.newTrigger, { ...params, uri });
    expect(made.edits.length).toBeGreaterThan(0);
    expect(JSON.parse(made.text).paths['/orders/hooks'].post['x-ms-trigger']).toBe('single');
    const alone: NewTrigger = await session.connection.sendRequest(Requests.newTrigger, params);
    expect(Object.keys(JSON.parse(alone.text).paths)).toEqual(['/orders/hooks', '/orders/hooks/{hookId}']);
    const draft: TriggerDraft = await session.connection.sendRequest(Requests.draftTrigger, {});
    expect(draft.problems.map(({ property }) => property).sort()).toEqual(['callback', 'notification', 'url']);
    await expect(session.connection.sendRequest(Requests.newTrigger, { ...params, url: '?' })).rejects.toThrow(
      'Supply "url"',
    );
  });

  test('makes an example payload, and a costly pattern does not block the server', async () => {
    session = await startLspInProcess(limits);
    const make = (schema: object): Promise<ExamplePayload> =>
      session.connection.sendRequest(Requests.examplePayload, { schema });
    const schema = { properties: { id: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } } };
    expect(await make(schema)).toEqual({ value: { id: 1, tags: ['tags'] }, problems: [] });
    const text = { type: 'string', minLength: 40, pattern: '^(.+)+=$' };
    const costly = make({ properties: { a: text } });
    const list: TriggerList = await session.connection.sendRequest(Requests.listTriggers, {
      uri: pathToFileURL('/x.swagger.json').href,
      text: sample,
    });
    expect(list.triggers).toHaveLength(1);
    await expect(costly).rejects.toThrow(/pattern/);
    expect(await make(schema)).toMatchObject({ problems: [] });
  });

  test('checks a stored delivery, and a costly pattern does not block the server', async () => {
    session = await startLspInProcess(limits);
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-'));
    const check = (body: string, schema: object, contentType = 'application/json'): Promise<PayloadReport> => {
      const file = join(folder, 'body');
      writeFileSync(file, body);
      return session.connection.sendRequest(Requests.checkPayload, {
        file,
        contentType,
        contentEncoding: null,
        schema,
      });
    };
    const schema = {
      $ref: '#/definitions/P',
      definitions: {
        P: {
          type: 'object',
          required: ['id'],
          additionalProperties: false,
          properties: { id: { type: 'integer' }, at: { type: 'string', 'x-nullable': true } },
        },
      },
    };
    expect(await check('{"id": 1, "at": null, "more": true}', schema)).toEqual({ conforms: true, problems: [] });
    expect(await check('{"id": "1"}', schema)).toMatchObject({ conforms: false, problems: [{ pointer: '/id' }] });
    expect(await check('{}', schema)).toMatchObject({
      conforms: false,
      problems: [{ pointer: '/id', message: expect.stringContaining('required') }],
    });
    expect(await check('{"id"', schema)).toMatchObject({ conforms: null });
    expect(
      await check(`payload=${encodeURIComponent('{"id": 2}')}`, schema, 'application/x-www-form-urlencoded'),
    ).toMatchObject({ conforms: true });
    expect(await check('{"id": 1}', { type: 'nonsense' })).toMatchObject({
      conforms: null,
      problems: [{ message: expect.stringContaining('cannot be used') }],
    });
    const costly = check(JSON.stringify({ a: `${'a'.repeat(40)}!` }), {
      properties: { a: { type: 'string', pattern: '^(a+)+$' } },
    });
    const list: TriggerList = await session.connection.sendRequest(Requests.listTriggers, {
      uri: pathToFileURL('/x.swagger.json').href,
      text: sample,
    });
    expect(list.triggers).toHaveLength(1);
    expect(await costly).toMatchObject({ conforms: null, problems: [{ message: expect.stringContaining('pattern') }] });
    expect(await check('{"id": 1}', schema)).toMatchObject({ conforms: true });
    rmSync(folder, { recursive: true });
  });

  test('checks several stored deliveries that share a file, and a costly one does not affect the others', async () => {
    session = await startLspInProcess(limits);
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-'));
    const file = join(folder, 'bodies');
    const texts = ['{"a": "aa"}', '{"a": 1}', JSON.stringify({ a: `${'a'.repeat(40)}!` }), '', '{"a": "a"}'];
    writeFileSync(file, texts.join(''));
    let start = 0;
    const bodies = texts.map((text) => {
      const body = { file, start, bytes: text.length, contentType: 'application/json', contentEncoding: null };
      start += text.length;
      return body;
    });
    const schema = { properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    const reports: PayloadReport[] = await session.connection.sendRequest(Requests.checkPayloads, { bodies, schema });
    expect(reports.map(({ conforms }) => conforms)).toEqual([true, false, null, null, true]);
    expect(reports[2]!.problems[0]!.message).toContain('pattern');
    expect(reports[3]!.problems[0]!.message).toContain('empty');
    rmSync(folder, { recursive: true });
  });
});

describe('apiProperties.json next to a definition', () => {
  const properties = (operation: string): string =>
    JSON.stringify({
      properties: {
        policyTemplateInstances: [
          { templateId: 'setheader', title: 'Header', parameters: { 'x-ms-apimTemplate-operationName': [operation] } },
        ],
      },
    });

  test('is read from the disk or the editor, and again after each change', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-properties-'));
    try {
      const file = join(folder, 'apiProperties.json');
      writeFileSync(file, properties('WebhookTriger'));
      const beside = pathToFileURL(file).href;
      const definition = pathToFileURL(join(folder, 'apiDefinition.swagger.json')).href;
      session = await startLsp();
      // It has no folder, and so nothing beside it.
      session.open('untitled:Untitled-1', 'json', sample);
      session.open(definition, 'json', sample);
      const policies = async (seen: number): Promise<string[]> => {
        const { diagnostics } = await session.waitForPush((push) => push.uri === definition, seen);
        const found = diagnostics.filter(({ code }) => code === 'policy-operation-unknown');
        for (const { relatedInformation } of found) expect(relatedInformation![0]!.location.uri).toBe(beside);
        return found.map(({ message }) => message);
      };
      expect(await policies(0)).toEqual([
        'The policy "Header" in apiProperties.json names the operation "WebhookTriger", which doesn\'t exist. Did you mean "webhook-trigger"?',
      ]);
      let seen = session.pushed.length;
      session.open(beside, 'json', properties('webhook-trigger'));
      expect(await policies(seen)).toEqual([]);
      seen = session.pushed.length;
      await session.connection.sendNotification('textDocument/didClose', { textDocument: { uri: beside } });
      expect(await policies(seen)).toHaveLength(1);
      writeFileSync(file, properties('webhook-trigger'));
      seen = session.pushed.length;
      await session.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: beside, type: 2 }],
      });
      expect(await policies(seen)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('has findings of its own while it is open, which follow the definition and the script', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-properties-'));
    const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
    const [definition, beside, script] = ['apiDefinition.swagger.json', 'apiProperties.json', 'Script.csx'].map(uriOf);
    const codes = async (uri: string, seen = 0): Promise<unknown[]> => {
      const { diagnostics } = await session.waitForPush((push) => push.uri === uri, seen);
      return diagnostics.map(({ code }) => code);
    };
    const code = `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        if (this.Context.OperationId == "webhook-triger") return null;
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`;
    try {
      session = await startLsp();
      // Without a definition in its folder it is any file.
      session.open(beside!, 'json', properties('webhook-triger'));
      expect(await codes(beside!)).toEqual([]);
      await session.connection.sendNotification('textDocument/didClose', { textDocument: { uri: beside } });
      // The definition comes from the disk.
      writeFileSync(join(folder, 'apiDefinition.swagger.json'), sample);
      let seen = session.pushed.length + 1;
      session.open(beside!, 'json', properties('webhook-triger'));
      const found = ['policy-operation-unknown', 'brand-color', 'policy-template-parameter'];
      expect((await codes(beside!, seen)).sort()).toEqual(found.sort());
      session.open(script!, 'csharp', code);
      expect(await codes(script!)).toEqual(['script-operation-unknown']);
      const fixes: CodeAction[] = await session.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: script },
        range: { start: { line: 4, character: 45 }, end: { line: 4, character: 45 } },
        context: { diagnostics: [], only: ['quickfix'] },
      });
      expect(fixes.map(({ title }) => title)).toEqual(['Change to "webhook-trigger"']);
      // Opened in the editor, the definition leaves the policy to apiProperties.json, and its edits are followed.
      seen = session.pushed.length;
      const renamed = sample.replace('"webhook-trigger"', '"webhook-triger"');
      session.open(definition!, 'json', sample);
      expect(await codes(definition!, seen)).not.toContain('policy-operation-unknown');
      seen = session.pushed.length;
      session.change(definition!, 2, [{ text: renamed }]);
      // Opening the definition has both checked again, too.
      const without = (uri: string, code: string) =>
        session.waitForPush((push) => push.uri === uri && push.diagnostics.every((one) => one.code !== code), seen);
      expect((await without(beside!, 'policy-operation-unknown')).diagnostics).toHaveLength(2);
      expect((await without(script!, 'script-operation-unknown')).diagnostics).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is pulled like a definition', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-properties-'));
    try {
      writeFileSync(join(folder, 'apiDefinition.swagger.json'), sample);
      const uri = pathToFileURL(join(folder, 'apiProperties.json')).href;
      session = await startLsp({
        pull: true,
        initializationOptions: { hostOwns: ['syntax'], profile: 'certification' },
      });
      session.open(uri, 'json', '{ "properties": { "iconBrandColor": "#ffffff", } }');
      const report: DocumentDiagnosticReport = await session.connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri },
      });
      const items = (report as { items: Diagnostic[] }).items.map(({ code }) => code);
      expect(items.sort()).toEqual(['brand-color', 'publisher-missing']);
      expect(session.pushed).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
