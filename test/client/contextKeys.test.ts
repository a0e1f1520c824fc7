import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { WebhookEvent } from '../../client/domain/events';
import type { WebhookRegistration } from '../../client/domain/registration';
import type { LanguageServer } from '../../client/editor/languageClient';
import type { LazyWebhooks } from '../../client/editor/lazyWebhooks';

/** Files of the workspace by path, and what is open: each document's path with what the server says of it. */
const editor = {
  files: {} as Record<string, string>,
  open: [] as [path: string, isDefinition: boolean, triggerKind?: string][],
  /** Those of them without a tab. */
  closed: [] as string[],
  keys: {} as Record<string, boolean>,
  settings: 0,
  changed: () => {},
  created: () => {},
  /** The times at which the workspace was searched. */
  searches: 0,
};

const uriOf = (path: string) => ({ path, toString: () => `file://${path}` });
const event = (listen: (call: () => void) => void) => (call: () => void) => {
  listen(call);
  return { dispose() {} };
};
const never = event(() => {});

class TabInputText {
  constructor(readonly uri: object) {}
}

vi.mock('vscode', () => ({
  TabInputText,
  window: {
    tabGroups: {
      get all() {
        const shown = editor.open.filter(([path]) => !editor.closed.includes(path));
        return [{ tabs: shown.map(([path]) => ({ input: new TabInputText(uriOf(path)) })) }];
      },
      onDidChangeTabs: event((call) => {
        editor.changed = call;
      }),
    },
  },
  languages: { match: () => 10 },
  workspace: {
    get textDocuments() {
      return editor.open.map(([path]) => ({ uri: uriOf(path) }));
    },
    createFileSystemWatcher: () => ({
      onDidCreate: event((call) => {
        editor.created = call;
      }),
      onDidChange: never,
      onDidDelete: never,
      dispose() {},
    }),
    onDidChangeWorkspaceFolders: never,
    onDidOpenTextDocument: never,
    findFiles: async () => {
      editor.searches++;
      return Object.keys(editor.files).map(uriOf);
    },
    fs: { readFile: async ({ path }: { path: string }) => new TextEncoder().encode(editor.files[path]) },
  },
  commands: {
    executeCommand: async (_: string, key: string, value: boolean) => {
      editor.settings++;
      editor.keys[key.replace('flowWebhooks.', '')] = value;
    },
  },
}));

vi.mock('../../client/editor/languageClient', () => ({ definitionSelector: [] }));

const { ContextKeys } = await import('../../client/views/contextKeys');

const webhook = (service: string, deliveries: number) => ({ id: service, service, deliveries });

function start(registered: ReturnType<typeof webhook>[] = []) {
  let fire: (event: WebhookEvent) => void = () => {};
  const server = {
    watches: () => true,
    onTriggersChanged: never,
    listTriggers: async ({ path }: { path: string }) => {
      const [, isDefinition, kind] = editor.open.find(([one]) => one === path)!;
      return { isDefinition, triggers: kind ? [{ kind }] : [] };
    },
  };
  const webhooks = {
    current: {
      list: () => registered,
      stored: async (id: string) => ({ length: registered.find((one) => one.id === id)!.deliveries }),
    },
    onEvent(listener: (event: WebhookEvent) => void) {
      fire = listener;
      return { dispose() {} };
    },
  };
  const keys = new ContextKeys(server as unknown as LanguageServer, webhooks as unknown as LazyWebhooks);
  onTestFinished(() => keys.dispose());
  const emit = (type: WebhookEvent['type']) =>
    fire({ type, registration: {} as WebhookRegistration } as unknown as WebhookEvent);
  return { emit };
}

const trigger = '{ "x-ms-trigger": "single", "x-ms-notification-url": true }';
const none = { hasDefinition: false, hasTrigger: false };

beforeEach(() => {
  Object.assign(editor, { files: {}, open: [], closed: [], keys: {}, settings: 0, searches: 0 });
});

describe('a definition and a trigger', () => {
  it.each([
    ['nothing', {}, [], none],
    ['a definition without one', { '/apiDefinition.json': '{}' }, [], { hasDefinition: true, hasTrigger: false }],
    ['one in a file', { '/apiDefinition.swagger.json': trigger }, [], { hasDefinition: true, hasTrigger: true }],
    ['another kind of file', { '/orders.swagger.md': trigger }, [], none],
    ['an open document that is not one', {}, [['/package.json', false]], none],
    ['an unsaved definition', {}, [['Untitled-1', true]], { hasDefinition: true, hasTrigger: false }],
    ['an unsaved webhook trigger', {}, [['Untitled-1', true, 'webhook']], { hasDefinition: true, hasTrigger: true }],
    ['a polling trigger', {}, [['Untitled-1', true, 'polling']], { hasDefinition: true, hasTrigger: false }],
  ] as const)('%s', async (_, files, open, expected) => {
    Object.assign(editor, { files, open });
    start();
    await expect.poll(() => editor.keys).toMatchObject(expected);
  });

  it('appear with a new file', async () => {
    start();
    await expect.poll(() => editor.keys).toMatchObject(none);
    editor.files = { '/apiDefinition.swagger.json': trigger };
    editor.created();
    await expect.poll(() => editor.keys).toMatchObject({ hasDefinition: true, hasTrigger: true });
  });

  it('go with the tab, although the editor keeps the document', async () => {
    editor.open = [['Untitled-1', true, 'webhook']];
    start();
    await expect.poll(() => editor.keys).toMatchObject({ hasDefinition: true, hasTrigger: true });
    editor.closed = ['Untitled-1'];
    editor.changed();
    await expect.poll(() => editor.keys).toMatchObject(none);
  });
});

describe('webhooks', () => {
  it.each([
    ['none', [], { hasWebhook: false, hasGitHub: false, hasDeliveries: false }],
    ['one without deliveries', [webhook('http', 0)], { hasWebhook: true, hasGitHub: false, hasDeliveries: false }],
    ['one at GitHub', [webhook('github', 0)], { hasWebhook: true, hasGitHub: true, hasDeliveries: false }],
    ['one with deliveries', [webhook('http', 3)], { hasWebhook: true, hasGitHub: false, hasDeliveries: true }],
  ] as const)('%s', async (_, registered, expected) => {
    start([...registered]);
    await expect.poll(() => editor.keys).toMatchObject(expected);
  });

  it('and their deliveries appear as they come; many of them search nothing and set nothing', async () => {
    const all: ReturnType<typeof webhook>[] = [];
    const { emit } = start(all);
    await expect.poll(() => editor.keys).toMatchObject({ hasWebhook: false });
    all.push(webhook('http', 0));
    emit('created');
    await expect.poll(() => editor.keys).toMatchObject({ hasWebhook: true, hasDeliveries: false });
    all[0]!.deliveries = 1;
    emit('delivery');
    await expect.poll(() => editor.keys).toMatchObject({ hasDeliveries: true });
    const { searches, settings } = editor;
    for (let count = 0; count < 1000; count++) emit('delivery');
    all[0]!.deliveries = 0;
    emit('deleted');
    await expect.poll(() => editor.keys).toMatchObject({ hasDeliveries: false });
    expect([editor.searches, editor.settings]).toEqual([searches, settings + 1]);
  });
});
