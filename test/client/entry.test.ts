/** What VS Code loads in every window: it loads the extension with the first thing that needs it, once, and not before. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftIn } from '../../client/webhooks/leftWebhooks';

type Callback = (...given: never[]) => unknown;

/** What is registered, by its name. Registering a name twice is an error, as in VS Code. */
const registered = new Map<string, unknown>();
const registrations: string[] = [];
const put = (name: string, value: unknown) => {
  if (registered.has(name)) throw new Error(`${name} is registered already.`);
  registered.set(name, value);
  registrations.push(name);
  return { dispose: () => registered.delete(name) };
};
const call = async (name: string, method: string, ...given: unknown[]): Promise<unknown> =>
  (registered.get(name) as Record<string, (...given: unknown[]) => unknown>)[method]!(...given);

/** An event of the editor that the tests fire. */
class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire = (value: T) => {
    for (const listener of this.listeners) listener(value);
  };
  dispose() {}
}

interface FakeDocument {
  languageId: string;
  isUntitled: boolean;
  uri: { path: string; scheme: string };
  getText(range?: { start: { line: number }; end: { line: number } }): string;
}

const document = (path: string, text = '{}', languageId = 'json', isUntitled = false): FakeDocument => ({
  languageId,
  isUntitled,
  uri: { path, scheme: isUntitled ? 'untitled' : 'file' },
  getText: (range) => (range ? text.split('\n').slice(range.start.line, range.end.line).join('\n') : text),
});

class TabInputText {
  constructor(readonly uri: { scheme: string }) {}
}
class TabInputTextDiff {
  constructor(
    readonly original: { scheme: string },
    readonly modified: { scheme: string },
  ) {}
}

const editor = {
  documents: [] as FakeDocument[],
  tabs: [] as { input: unknown }[],
  folders: [{}] as object[] | undefined,
  files: [] as { path: string }[],
  opened: new Emitter<FakeDocument>(),
  changed: new Emitter<object>(),
  foldersChanged: new Emitter<object>(),
  created: new Emitter<object>(),
  context: {} as Record<string, unknown>,
  executed: [] as string[],
  messages: [] as { message: string; press(button: string | undefined): void }[],
};

const rows = new Emitter<unknown>();
const { extension } = vi.hoisted(() => ({
  extension: { fails: 0, loaded: 0, closed: 0, given: [] as unknown[], uris: [] as unknown[], panels: [] as unknown[] },
}));

vi.mock('vscode', () => ({
  EventEmitter: Emitter,
  Position: class {
    constructor(
      readonly line: number,
      readonly character: number,
    ) {}
  },
  Range: class {
    constructor(
      readonly start: object,
      readonly end: object,
    ) {}
  },
  TabInputText,
  TabInputTextDiff,
  l10n: { t: (message: string, value: string) => message.replace('{0}', value) },
  commands: {
    registerCommand: (id: string, run: Callback) => put(id, { run }),
    executeCommand: async (id: string, ...given: unknown[]) => {
      if (id === 'setContext') editor.context[given[0] as string] = given[1];
      else editor.executed.push(id);
    },
  },
  languages: { match: (_: unknown, { languageId }: FakeDocument) => (languageId === 'plaintext' ? 0 : 10) },
  window: {
    tabGroups: {
      get all() {
        return [{ tabs: editor.tabs }];
      },
    },
    createTreeView: (id: string, { treeDataProvider }: { treeDataProvider: unknown }) => ({
      id,
      ...put(id, treeDataProvider),
    }),
    registerUriHandler: (handler: unknown) => put('uri', handler),
    registerWebviewPanelSerializer: (type: string, serializer: unknown) => put(type, serializer),
    showErrorMessage: (message: string) =>
      new Promise((press) => {
        editor.messages.push({ message, press });
      }),
  },
  workspace: {
    get textDocuments() {
      return editor.documents;
    },
    get workspaceFolders() {
      return editor.folders;
    },
    findFiles: async () => editor.files,
    createFileSystemWatcher: () => ({ onDidCreate: editor.created.event, dispose() {} }),
    onDidChangeWorkspaceFolders: editor.foldersChanged.event,
    onDidOpenTextDocument: editor.opened.event,
    onDidChangeTextDocument: editor.changed.event,
  },
}));

vi.mock('../../client/extension', () => ({
  activate: (_: unknown, view: unknown) => {
    if (extension.fails > 0) {
      extension.fails -= 1;
      throw new Error('no such module');
    }
    extension.loaded += 1;
    extension.given.push(view);
    return {
      run: async (id: string, argument: unknown) => ({ ran: id, argument }),
      tree: {
        onDidChangeTreeData: rows.event,
        getChildren: (node: unknown) => [`below ${node}`],
        getTreeItem: (node: unknown) => `item of ${node}`,
        resolveTreeItem: (item: unknown) => `all of ${item}`,
      },
      handleUri: (uri: unknown) => extension.uris.push(uri),
      restorePreview: (...given: unknown[]) => extension.panels.push(given),
    };
  },
  deactivate: async () => {
    extension.closed += 1;
  },
}));

const view = 'flow-webhooks.webhooks';
const register = 'flowWebhooks.register';

let storage: string;
let deactivate: () => Promise<void>;
const subscriptions: { dispose(): unknown }[] = [];

async function activate(): Promise<void> {
  const entry = await import('../../client/entry');
  deactivate = entry.deactivate;
  entry.activate({
    globalStorageUri: { fsPath: storage },
    extension: {
      packageJSON: { contributes: { commands: [{ command: register }, { command: 'flowWebhooks.list' }] } },
    },
    subscriptions,
  } as never);
}

/** Resolves once the entry has looked at the files and the storage: it began before this does the same. */
async function looked(): Promise<void> {
  for (let times = 0; times < 3; times++) await leftIn([storage]);
  await setImmediate();
}
const isLoaded = () => vi.waitFor(() => expect(extension.loaded).toBe(1));

const written = (text: string) => writeFileSync(join(storage, 'registrations.jsonl'), text);
const put1 = JSON.stringify({
  op: 'put',
  registration: { id: 'one', callbackUrl: 'http://127.0.0.1:1/a', baseUrl: 'http://127.0.0.1:2', trigger: {} },
  pid: 1,
  at: 1,
});
const close1 = JSON.stringify({ op: 'close', id: 'one', callback: { tokenHash: 'a', host: 'b' }, at: 2 });

beforeEach(() => {
  vi.resetModules();
  vi.spyOn(console, 'error').mockImplementation(() => {});
  storage = mkdtempSync(join(tmpdir(), 'flow-webhooks-entry-'));
  registered.clear();
  registrations.length = 0;
  Object.assign(editor, { documents: [], tabs: [], folders: [{}], files: [], context: {}, executed: [], messages: [] });
  Object.assign(extension, { fails: 0, loaded: 0, closed: 0, given: [], uris: [], panels: [] });
});

afterEach(() => {
  for (const one of subscriptions.splice(0)) one.dispose();
  rmSync(storage, { recursive: true, force: true });
});

const others = [
  document('/a/package.json', '{ "dependencies": { "swagger-ui": "5" } }'),
  document('/a/notes.txt', 'swagger: x-ms-trigger', 'plaintext'),
  document('Untitled-1', 'What about x-ms-trigger?', 'plaintext', true),
];

const change = (text: string, line: number, inserted: string, languageId = 'json') => ({
  document: document('/a/b.json', text, languageId),
  contentChanges: [{ range: { start: { line }, end: { line } }, text: inserted }],
});

describe('a window without a connector', () => {
  it('loads nothing, whatever is opened and edited', async () => {
    editor.documents.push(...others);
    editor.tabs.push({ input: new TabInputText({ scheme: 'file' }) }, { input: undefined });
    editor.files.push({ path: '/a/apiDefinition.md' });
    await activate();
    for (const one of others) editor.opened.fire(one);
    editor.changed.fire(change('{\n"a": 1\n}', 1, '1'));
    editor.changed.fire({ ...change('', 0, ''), contentChanges: [] });
    editor.created.fire({});
    editor.foldersChanged.fire({});
    await looked();
    expect(extension.loaded).toBe(0);
    expect(editor.messages).toEqual([]);
    await deactivate();
    expect(extension.closed).toBe(0);
  });

  it('has all commands, the view, restored panels and the return of a sign-in', async () => {
    await activate();
    expect(registrations.sort()).toEqual([view, register, 'flowWebhooks.list', 'flowWebhooks.preview', 'uri'].sort());
  });
});

describe('what is in the window loads the extension', () => {
  const definitions: [what: string, document: FakeDocument][] = [
    ['a definition by its name', document('/a/apiDefinition.swagger.json', '')],
    ['a definition by its content', document('/a/b.yaml', 'x-ms-trigger: single', 'yaml')],
    ['a definition without a name', document('Untitled-1', '{"swagger" : "2.0"', 'jsonc', true)],
    [
      'a restored definition that lost its language',
      document('Untitled-2', 'swagger: "2.0"\nx-ms-a: b', 'plaintext', true),
    ],
    ['the properties of a connector', document('/a/apiProperties.json')],
  ];

  it.each(definitions)('%s that is open', async (_, open) => {
    editor.documents.push(open);
    await activate();
    await isLoaded();
  });

  it.each(definitions)('%s that is opened later', async (_, opened) => {
    await activate();
    editor.opened.fire(opened);
    await isLoaded();
  });

  it.each([
    ['in a line', change('{\n"swagger": "2.0"\n}', 1, '"')],
    ['in pasted lines', change('{\n"a": 1,\n"swagger": "2.0"\n}', 0, '{\n"a": 1,\n"swagger": "2.0"')],
    [
      'in several places',
      { ...change('{\n"swagger": "2.0"\n}', 5, ''), contentChanges: [change('', 5, ''), change('', 6, '')] },
    ],
  ])('a document that becomes a definition, %s', async (_, changed) => {
    await activate();
    editor.changed.fire(changed);
    await isLoaded();
  });

  it('a definition in the workspace', async () => {
    editor.files.push({ path: '/a/apiDefinition.md' }, { path: '/a/shop.swagger.yaml' });
    await activate();
    await isLoaded();
  });

  it.each(['created', 'foldersChanged'] as const)('a definition that comes into the workspace: %s', async (event) => {
    await activate();
    await looked();
    editor.files.push({ path: '/a/shop.swagger.yaml' });
    editor[event].fire({});
    await isLoaded();
  });

  it.each([
    ['a delivery', new TabInputText({ scheme: 'flow-webhooks-delivery' })],
    ['a comparison', new TabInputTextDiff({ scheme: 'flow-webhooks-older' }, { scheme: 'file' })],
    ['a change to confirm', new TabInputTextDiff({ scheme: 'file' }, { scheme: 'flow-webhooks-preview' })],
  ])('the tab of %s that an earlier window left', async (_, input) => {
    editor.tabs.push({ input });
    await activate();
    await isLoaded();
  });
});

describe('the storage', () => {
  it.each([
    ['a webhook', `${put1}\n`],
    ['a webhook and half a line', `${close1}\n${put1}\n{"op":"clo`],
    ['more than is worth reading here', `${close1}\n`.repeat(4_000)],
  ])('with %s loads the extension', async (_, ledger) => {
    written(ledger);
    await activate();
    await isLoaded();
  });

  it('with deliveries of a deleted webhook loads the extension, which drops old ones', async () => {
    written(`${put1}\n${close1}\n`);
    writeFileSync(join(storage, 'deleted-one.json'), '{}');
    await activate();
    await isLoaded();
  });

  it('without a webhook loads the extension once another window has registered one', async () => {
    written(`${put1}\n${close1}\n`);
    await activate();
    // The commands for the storage are there without it.
    await vi.waitFor(() => expect(editor.context).toEqual({ 'flow-webhooks.hasStorage': true }));
    appendFileSync(join(storage, 'registrations.jsonl'), `${close1}\n`);
    await looked();
    expect(extension.loaded).toBe(0);
    appendFileSync(join(storage, 'registrations.jsonl'), `${put1}\n`);
    await isLoaded();
  });
});

describe('what is called before the extension is loaded', () => {
  it('is passed on, and loads it once', async () => {
    await activate();
    const all = await Promise.all([
      call(register, 'run', { uri: 'a' }),
      call('flowWebhooks.list', 'run'),
      call(view, 'getChildren', 'a'),
      call(view, 'getTreeItem', 'a'),
      call(view, 'resolveTreeItem', 'item', 'a'),
      call('uri', 'handleUri', 'vscode://x/oauth'),
      call('flowWebhooks.preview', 'deserializeWebviewPanel', 'panel', 'state'),
    ]);
    expect(all.slice(0, 5)).toEqual([
      { ran: register, argument: { uri: 'a' } },
      { ran: 'flowWebhooks.list', argument: undefined },
      ['below a'],
      'item of a',
      'all of item',
    ]);
    expect(extension).toMatchObject({ loaded: 1, uris: ['vscode://x/oauth'], panels: [['panel', 'state']] });
  });

  it('stays registered: the extension gets the view, and its rows are redrawn', async () => {
    await activate();
    const before = [...registrations];
    const redrawn: unknown[] = [];
    (registered.get(view) as { onDidChangeTreeData: Emitter<unknown>['event'] }).onDidChangeTreeData((nodes) =>
      redrawn.push(nodes),
    );
    await call(register, 'run');
    rows.fire(['a']);
    expect(redrawn).toEqual([['a']]);
    expect(extension.given).toEqual([expect.objectContaining({ id: view })]);
    expect(registrations).toEqual(before);
    expect([...registered.keys()].sort()).toEqual(before.sort());
  });

  it('is waited for when the window closes', async () => {
    await activate();
    const running = call(register, 'run');
    await deactivate();
    expect(extension).toMatchObject({ loaded: 1, closed: 1 });
    await running;
  });
});

describe('an extension that cannot be loaded', () => {
  const message =
    "Flow Webhooks can't start: no such module. Reload the window; if that doesn't help, reinstall the extension.";

  it('is reported by every command, and tried again by the next', async () => {
    extension.fails = 2;
    await activate();
    await expect(call(register, 'run')).rejects.toThrow(message);
    await expect(call('flowWebhooks.list', 'run')).rejects.toThrow(message);
    await expect(call(register, 'run')).resolves.toMatchObject({ ran: register });
    expect(extension.loaded).toBe(1);
  });

  it('is reported once for what is in the window, and tried again by a button', async () => {
    extension.fails = 2;
    editor.documents.push(document('/a/apiDefinition.swagger.json'));
    await activate();
    await vi.waitFor(() => expect(editor.messages).toHaveLength(1));
    expect(editor.messages[0]!.message).toBe(message);
    editor.opened.fire(editor.documents[0]!);
    await looked();
    expect(editor.messages).toHaveLength(1);
    editor.messages[0]!.press('Try Again');
    await vi.waitFor(() => expect(editor.messages).toHaveLength(2));
    editor.messages[1]!.press('Try Again');
    await isLoaded();
    expect(editor.messages).toHaveLength(2);
    await deactivate();
  });

  it('can be answered with another window', async () => {
    extension.fails = 1;
    editor.documents.push(document('/a/apiDefinition.swagger.json'));
    await activate();
    await vi.waitFor(() => expect(editor.messages).toHaveLength(1));
    editor.messages[0]!.press('Reload Window');
    await vi.waitFor(() => expect(editor.executed).toEqual(['workbench.action.reloadWindow']));
  });
});
