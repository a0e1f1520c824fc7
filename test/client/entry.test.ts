/** What VS Code loads in every window: it loads the extension with the first thing that needs it, and not before. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Callback = (...given: never[]) => unknown;

/** The registrations that are in place, by what they are for. */
const registered = new Map<string, unknown>();
const put = (name: string, value: unknown) => {
  if (registered.has(name)) throw new Error(`${name} is registered already.`);
  registered.set(name, value);
  return { dispose: () => registered.delete(name) };
};
const call = (name: string, method: string, ...given: unknown[]): unknown => {
  const target = registered.get(name) as Record<string, (...given: unknown[]) => unknown>;
  return target[method]!(...given);
};

const documents: FakeDocument[] = [];
const listeners: Record<string, Callback> = {};

const { loaded } = vi.hoisted(() => ({ loaded: { times: 0, uris: [] as unknown[], panels: [] as unknown[] } }));

vi.mock('vscode', () => ({
  Disposable: {
    from: (...all: { dispose(): void }[]) => ({
      dispose: () => {
        for (const one of all) one.dispose();
      },
    }),
  },
  commands: {
    registerCommand: (id: string, run: Callback) => put(id, { run }),
    executeCommand: async (id: string, ...given: unknown[]) => call(id, 'run', ...given),
  },
  languages: { match: (_: unknown, { languageId }: FakeDocument) => (languageId === 'plaintext' ? 0 : 10) },
  window: {
    createTreeView: (id: string, { treeDataProvider }: { treeDataProvider: unknown }) => {
      const view = put(id, treeDataProvider);
      // As in VS Code, which waits for the registration before it disposes of a view.
      return { dispose: () => Promise.resolve().then(() => view.dispose()) };
    },
    registerUriHandler: (handler: unknown) => put('uri', handler),
    registerWebviewPanelSerializer: (type: string, serializer: unknown) => put(type, serializer),
  },
  workspace: {
    get textDocuments() {
      return documents;
    },
    onDidOpenTextDocument: (listener: Callback) => {
      listeners.open = listener;
      return { dispose: () => delete listeners.open };
    },
    onDidChangeTextDocument: (listener: Callback) => {
      listeners.change = listener;
      return { dispose: () => delete listeners.change };
    },
  },
}));

vi.mock('../../client/extension', () => ({
  activate: () => {
    loaded.times += 1;
    put('flowWebhooks.register', { run: (given: unknown) => ({ registered: given }) });
    put('flow-webhooks.webhooks', {});
    put('uri', {});
    put('flowWebhooks.preview', {});
    return {
      handleUri: (uri: unknown) => loaded.uris.push(uri),
      restorePreview: (...given: unknown[]) => loaded.panels.push(given),
    };
  },
  deactivate: async () => {},
}));

interface FakeDocument {
  languageId: string;
  uri: { path: string };
  getText(): string;
}

const document = (path: string, text = '{}', languageId = 'json'): FakeDocument => ({
  languageId,
  uri: { path },
  getText: () => text,
});

let storage: string;

async function activate(): Promise<void> {
  const { activate: start } = await import('../../client/entry');
  start({
    globalStorageUri: { fsPath: storage },
    extension: { packageJSON: { contributes: { commands: [{ command: 'flowWebhooks.register' }] } } },
    subscriptions: [],
  } as never);
}

beforeEach(() => {
  vi.resetModules();
  storage = mkdtempSync(join(tmpdir(), 'flow-webhooks-entry-'));
  registered.clear();
  documents.length = 0;
  Object.assign(loaded, { times: 0, uris: [], panels: [] });
});

afterEach(() => rmSync(storage, { recursive: true, force: true }));

const isLoaded = () => vi.waitFor(() => expect(loaded.times).toBe(1));

const others = [document('/a/package.json'), document('/a/notes.txt', 'x-ms-trigger', 'plaintext')];

describe('the entry of the extension', () => {
  it('loads nothing in a window without a connector', async () => {
    documents.push(...others);
    await activate();
    for (const one of others) listeners.open!(one as never);
    expect(loaded.times).toBe(0);
  });

  const forUs: [what: string, document: FakeDocument][] = [
    ['a definition by its name', document('/a/apiDefinition.swagger.json', '')],
    ['a definition by its content', document('/a/b.yaml', 'x-ms-trigger: single', 'yaml')],
    ['the properties of a connector', document('/a/apiProperties.json')],
  ];

  it.each(forUs)('loads the extension for %s that is open', async (_, open) => {
    documents.push(open);
    await activate();
    await isLoaded();
  });

  it.each(forUs)('loads the extension for %s that is opened later', async (_, opened) => {
    await activate();
    listeners.open!(opened as never);
    await isLoaded();
  });

  it('loads the extension for a document that becomes a definition', async () => {
    await activate();
    listeners.change!({ document: document('Untitled-1', '{"swagger": "2.0"') } as never);
    await isLoaded();
  });

  it('loads the extension where an earlier window left webhooks', async () => {
    writeFileSync(join(storage, 'registrations.jsonl'), '');
    await activate();
    await isLoaded();
  });

  it('runs a command that is called before the extension is loaded', async () => {
    await activate();
    const first = call('flowWebhooks.register', 'run', { uri: 'a' });
    const second = call('flowWebhooks.register', 'run', { uri: 'b' });
    expect(await first).toEqual({ registered: { uri: 'a' } });
    expect(await second).toEqual({ registered: { uri: 'b' } });
    expect(loaded.times).toBe(1);
  });

  it('loads the extension when its view is shown', async () => {
    await activate();
    call('flow-webhooks.webhooks', 'getChildren');
    await isLoaded();
    expect(registered.has('flow-webhooks.webhooks')).toBe(true);
  });

  it('passes on a sign-in that returns, and a preview of an earlier window', async () => {
    await activate();
    const [returned, restored] = [registered.get('uri'), registered.get('flowWebhooks.preview')] as [
      { handleUri(uri: string): Promise<void> },
      { deserializeWebviewPanel(panel: string, state: string): Promise<void> },
    ];
    await returned.handleUri('vscode://x/oauth');
    await restored.deserializeWebviewPanel('panel', 'state');
    expect(loaded).toEqual({ times: 1, uris: ['vscode://x/oauth'], panels: [['panel', 'state']] });
  });
});
