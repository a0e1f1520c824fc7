/** What a client declares is what it gets. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type {
  CodeAction,
  Command,
  CompletionList,
  DocumentSymbol,
  Hover,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { OpenDocument } from '../../server/documents/document';
import { type LspSession, startLspInProcess } from '../support/lsp';

const sample = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');
const uri = 'file:///work/github.swagger.json';
const document = new OpenDocument(uri, 'json', 1, sample);
const limits = { one: 4000, many: 10_000 };
const quickFixes = { diagnostics: [], only: ['quickfix'] };

let session: LspSession;
afterEach(() => session.stop());

async function open(capabilities: object, options: object = {}): Promise<void> {
  session = await startLspInProcess(limits, { capabilities: { textDocument: {}, ...capabilities }, ...options });
  session.open(uri, 'json', sample);
}

const positionOf = (text: string) => document.positionAt(sample.indexOf(text) + 1);

/** The places of all findings of the sample. */
const places = async () =>
  (await session.waitForPush((push) => push.uri === uri)).diagnostics.map(({ range }) => range);

const actionsAt = (range: object): Promise<(CodeAction | Command)[]> =>
  session.connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range, context: quickFixes });

describe('a client that declares nothing', () => {
  test('is not promised what it cannot use', async () => {
    await open({});
    const { capabilities } = session.initialized;
    expect(capabilities.codeActionProvider).toBe(false);
    expect(capabilities.renameProvider).toBe(true);
    expect(capabilities.executeCommandProvider).toBeUndefined();
  });

  test('gets hovers and completions as plain text', async () => {
    await open({});
    for (const key of ['"x-ms-trigger"', '"x-ms-notification-content"', '"operationId"', '"$ref"', '"in"']) {
      const hover: Hover = await session.connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: positionOf(key),
      });
      expect(hover.contents).toMatchObject({ kind: 'plaintext' });
      expect(JSON.stringify(hover.contents)).not.toMatch(/\*\*|`|\]\(/);
    }
    const list: CompletionList = await session.connection.sendRequest('textDocument/completion', {
      textDocument: { uri },
      position: positionOf('"paths"'),
    });
    expect(list.items.length).toBeGreaterThan(0);
    expect(list.items.filter(({ insertTextFormat }) => insertTextFormat === 2)).toEqual([]);
  });

  test('gets the outline as a list, with kinds that it knows', async () => {
    await open({});
    const symbols: SymbolInformation[] = await session.connection.sendRequest('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    expect(symbols.map(({ containerName }) => containerName)).toContain('Triggers');
    expect(symbols.every(({ location, kind }) => location.uri === uri && kind <= 18)).toBe(true);
    expect(symbols.some((symbol) => 'children' in symbol)).toBe(false);
  });

  test('gets diagnostics with what every client has, and no actions', async () => {
    await open({});
    const { diagnostics, ...rest } = await session.waitForPush((push) => push.uri === uri);
    expect(rest).toEqual({ uri });
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const diagnostic of diagnostics)
      expect(Object.keys(diagnostic).sort()).toEqual(['code', 'message', 'range', 'severity', 'source']);
    for (const range of await places()) expect(await actionsAt(range)).toEqual([]);
  });
});

test('a client that knows commands only gets the fixes as commands', async () => {
  await open({ workspace: { applyEdit: true } });
  const applied = new Promise<WorkspaceEdit>((resolve) =>
    session.connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
      resolve(edit);
      return { applied: true };
    }),
  );
  const actions = (await Promise.all((await places()).map(actionsAt))).flat() as Command[];
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) expect(Object.keys(action).sort()).toEqual(['arguments', 'command', 'title']);
  const { command, arguments: args } = actions[0]!;
  expect(session.initialized.capabilities.executeCommandProvider?.commands).toContain(command);
  await session.connection.sendRequest('workspace/executeCommand', { command, arguments: args });
  expect(Object.keys((await applied).changes!)).toEqual([uri]);
});

test('a client with literals, trees and versions gets those', async () => {
  await open({
    textDocument: {
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      rename: { prepareSupport: true },
    },
    workspace: { workspaceEdit: { documentChanges: true } },
  });
  expect(session.initialized.capabilities.renameProvider).toEqual({ prepareProvider: true });
  const [action] = (await Promise.all((await places()).map(actionsAt))).flat() as CodeAction[];
  expect(action!.edit!.changes).toBeUndefined();
  expect(action!.edit!.documentChanges).toMatchObject([{ textDocument: { uri, version: 1 } }]);
  expect(action).not.toHaveProperty('isPreferred');
  const [group] = (await session.connection.sendRequest('textDocument/documentSymbol', {
    textDocument: { uri },
  })) as DocumentSymbol[];
  expect(group!.children!.length).toBeGreaterThan(0);
});

test('settings are asked for where the client offers them, and asked for again when it says that they changed', async () => {
  const configuration: Record<string, unknown> = { flowWebhooks: { rules: { 'responses-missing': 'off' } } };
  await open({ workspace: { configuration: true } }, { configuration });
  const has = (code: string) => (push: { diagnostics: { code?: number | string }[] }) =>
    push.diagnostics.some((one) => one.code === code);
  await session.waitForPush((push) => !has('responses-missing')(push) && push.diagnostics.length > 0);
  configuration.flowWebhooks = { rules: {} };
  void session.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await session.waitForPush(has('responses-missing'), session.pushed.length);
});

test.each([[null], [5], [{ profile: 7, rules: 'off', hostOwns: 3 }]])(
  'options of another type are left out: %j',
  async (initializationOptions) => {
    await open({}, { initializationOptions });
    const { diagnostics } = await session.waitForPush((push) => push.uri === uri);
    expect(diagnostics.length).toBeGreaterThan(0);
  },
);
