import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookRegistration } from '../../client/domain/registration';
import type { Draft } from '../../client/editor/draft';
import type { ReplayOptions, SendOptions, Webhooks } from '../../client/webhooks/webhooksApi';
import { closed, type Reply } from './fakeVscode';

vi.mock('vscode', async () => (await import('./editor')).editor.module);
vi.mock('vscode-languageclient/node', () => ({ LanguageClient: class {}, TransportKind: {} }));

const { registerCommand } = await import('./registerCommand');
const { replay } = await import('../../client/commands/replay');
const { send } = await import('../../client/commands/send');
const { editor: vscode } = await import('./editor');

const registration = {
  id: 'one',
  operationId: 'ordered',
  uri: 'file:///work/apiDefinition.swagger.json',
  title: 'When ordered',
  service: 'http',
  trigger: { notification: { schema: { type: 'object' } } },
} as unknown as WebhookRegistration;

const delivery = {
  id: 'd1',
  kind: 'delivery',
  event: 'push',
  conforms: true,
  receivedAt: '2024-01-02T03:04:05Z',
} as StoredDelivery;

let replayed: [string, string, ReplayOptions | undefined][];
let sent: [string, SendOptions][];
let drafts: Draft[];
let shown: (string | undefined)[];

const webhooks = {
  list: () => [registration],
  get: (id: string) => (id === 'one' ? registration : undefined),
  deliveries: async () => [delivery],
  delivery: async () => delivery,
  replay: async (...call: [string, string, ReplayOptions | undefined]) => {
    replayed.push(call);
    return { status: 200, deliveryId: 'd2' };
  },
  send: async (...call: [string, SendOptions]) => {
    sent.push(call);
    return { status: 200, deliveryId: 'd2' };
  },
  payloadText: async () => ({ text: '{"a":1}', isJson: true }),
} as unknown as Webhooks;

const context = {
  server: { examplePayload: async () => ({ value: { order: 1 }, problems: [] }) },
  webhooks: { get: async () => webhooks },
  showPanel: async (id?: string) => void shown.push(id),
  openDraft: async (draft: Draft) => void drafts.push(draft),
  githubExamples: async () => ({ issues: { action: 'opened' }, push: { ref: 'refs/heads/main' } }),
};

beforeEach(() => {
  Object.assign(vscode, { replies: [], buttons: [], asked: [], messages: [], executed: [] });
  vscode.commands.clear();
  replayed = [];
  sent = [];
  drafts = [];
  shown = [];
  registration.service = 'http';
  for (const command of [replay, send])
    registerCommand(context as unknown as Parameters<typeof registerCommand>[0], command);
});

const run = (name: string, argument?: unknown) => vscode.commands.get(`flowWebhooks.${name}`)!(argument);
const ask = (name: string, replies: Reply[], given: object = {}) => {
  vscode.replies = replies;
  return run(name, { ask: true, ...given });
};

describe('replay and send from a script', () => {
  it.each([
    ['replay', {}, 'id'],
    ['replay', { id: 'one' }, 'deliveryId'],
    ['send', {}, 'id'],
    ['send', { id: 'one' }, 'body'],
    ['send', { id: 'one', body: null }, 'body'],
  ])('%s names the property that %j lacks', async (name, argument, property) => {
    await expect(run(name, argument)).rejects.toThrow(`"${property}": Supply this property.`);
    expect(vscode.asked).toEqual([]);
  });

  it('sends a string as it is and any other body as JSON', async () => {
    await run('replay', { id: 'one', deliveryId: 'd1' });
    await run('replay', { id: 'one', deliveryId: 'd1', to: 'http://127.0.0.1:1/', body: ' {"a": 1} ' });
    expect(await run('send', { id: 'one', body: { a: 1 }, event: 'push' })).toEqual({ status: 200, deliveryId: 'd2' });
    expect(replayed.map(([, , options]) => options)).toEqual([
      { to: undefined, body: undefined },
      { to: 'http://127.0.0.1:1/', body: ' {"a": 1} ' },
    ]);
    expect(sent).toEqual([['one', { body: '{"a":1}', event: 'push' }]]);
    await expect(run('replay', { id: 'one', deliveryId: 'd1', to: 5 })).rejects.toThrow('"to": It must be a string.');
    expect(vscode.asked).toEqual([]);
  });
});

describe('replaying with prompts', () => {
  it('sends to the receiver and shows the output', async () => {
    expect(await ask('replay', ['$(pass) push', '$(radio-tower) To the callback server'])).toMatchObject({
      status: 200,
    });
    expect(replayed).toMatchObject([['one', 'd1', { to: undefined, body: undefined }]]);
    expect(shown).toEqual(['one']);
  });

  it('opens an editor when the body should be edited', async () => {
    await ask('replay', ['$(edit) To the callback server, edited'], { deliveryId: 'd1' });
    expect(replayed).toEqual([]);
    expect(drafts).toMatchObject([{ name: 'push', text: '{"a":1}', isJson: true }]);
    await drafts[0]!.send('{"a":2}');
    expect(replayed).toMatchObject([['one', 'd1', { body: '{"a":2}' }]]);
  });

  it('asks for confirmation, naming the host, before sending to another machine', async () => {
    const way = ['$(link-external) To another URL…', 'https://hooks.example.com/in'];
    await ask('replay', [...way], { deliveryId: 'd1' });
    expect(vscode.messages).toEqual(['Send this delivery to hooks.example.com?']);
    expect(replayed).toEqual([]);
    vscode.buttons = [[/hooks\.example\.com/, 'Send']];
    await ask('replay', [...way], { deliveryId: 'd1' });
    expect(replayed).toMatchObject([['one', 'd1', { to: 'https://hooks.example.com/in', remoteAgreed: true }]]);
    expect(vscode.messages.at(-1)).toBe('hooks.example.com returned 200.');
  });

  it('asks no confirmation for this machine', async () => {
    await ask('replay', ['$(link-external) To another URL…', 'http://localhost:3000/'], { deliveryId: 'd1' });
    expect(vscode.messages).toEqual(['localhost:3000 returned 200.']);
  });
});

describe('sending an example delivery', () => {
  it('generates the body from the notification schema', async () => {
    await ask('send', ['$(json) An example made from the notification schema', 'ordered']);
    expect(drafts).toMatchObject([{ name: 'ordered', text: '{\n  "order": 1\n}\n', isJson: true }]);
    await drafts[0]!.send('{}');
    expect(sent).toEqual([['one', { body: '{}', event: 'ordered' }]]);
    expect(shown).toEqual(['one']);
  });

  it('proposes the event of the last delivery', async () => {
    await ask('send', ['$(json) An example made from the notification schema', closed]);
    expect(vscode.asked.at(-1)).toMatchObject({ value: 'push' });
  });

  it('offers the examples that GitHub publishes, with their events, for webhooks at GitHub', async () => {
    await ask('send', [closed]);
    expect(vscode.asked.at(-1)?.labels).not.toContain('$(github) Published by GitHub…');
    registration.service = 'github';
    await ask('send', ['$(github) Published by GitHub…', 'push']);
    expect(JSON.parse(drafts[0]!.text)).toEqual({ ref: 'refs/heads/main' });
    await drafts[0]!.send('{}');
    expect(sent[0]?.[1]).toEqual({ body: '{}', event: 'push' });
  });
});
