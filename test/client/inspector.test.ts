import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookEvent } from '../../client/domain/events';
import type { TreeRow } from '../../client/views/messages/delivery';
import { delivery } from './storedDelivery';

/** The messages sent to the page, and the page's listener. */
const page = { sent: [] as Sent[], receive: (_message: unknown): void => {}, title: '' };

interface Sent {
  type: string;
  id?: number;
  error?: string;
  message: { type: string; opened?: { tab: string; pages: { from: number; rows: TreeRow[] }[] } };
}

vi.mock('vscode', () => ({
  Uri: { joinPath: (...parts: unknown[]) => ({ fsPath: parts.join('/'), toString: () => parts.join('/') }) },
  ViewColumn: { Active: -1 },
  env: { language: 'en' },
  l10n: { t: (text: string) => text, bundle: undefined },
  window: {
    createWebviewPanel: () => ({
      visible: true,
      set title(title: string) {
        page.title = title;
      },
      onDidDispose: () => {},
      webview: {
        cspSource: 'self',
        asWebviewUri: (uri: unknown) => uri,
        onDidReceiveMessage: (listener: (message: unknown) => void) => {
          page.receive = listener;
          return { dispose: () => {} };
        },
        postMessage: async (message: Sent) => void page.sent.push(message),
      },
    }),
  },
}));

const { DeliveryInspector } = await import('../../client/views/inspector');
type Given = ConstructorParameters<typeof DeliveryInspector>;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inspector-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const until = (isSo: () => boolean) => vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 5_000 });

async function opened(
  body: string,
  about: Partial<StoredDelivery> = {},
): Promise<{ stored: StoredDelivery; tell(event: Partial<WebhookEvent>): void }> {
  page.sent = [];
  const file = path.join(folder, 'body');
  await writeFile(file, body);
  const stored = delivery({ body: { file, start: 0 }, bytes: body.length, conforms: null, ...about });
  const registration = { id: 'one', title: 'Orders', baseUrl: 'https://orders.example' };
  const listeners: ((event: WebhookEvent) => void)[] = [];
  const webhooks = {
    get: async () => ({ find: () => registration }),
    current: { get: () => registration, stored: async () => ({ length: 1, indexOf: () => 0 }) },
    onEvent: (listener: (event: WebhookEvent) => void) => {
      listeners.push(listener);
      return { dispose: () => {} };
    },
  };
  const actions = { has: () => false, run: async () => {}, copy: async () => {} };
  const inspector = new DeliveryInspector({} as Given[0], webhooks as unknown as Given[1], actions, {
    see: () => {},
  } as unknown as Given[3]);
  await inspector.show(stored);
  const tell = (event: Partial<WebhookEvent>) => {
    for (const listener of listeners) listener({ registration, ...event } as WebhookEvent);
  };
  return { stored, tell };
}

const shows = () => page.sent.filter(({ message }) => message?.type === 'show');

describe('the delivery inspector', () => {
  it.each([
    ['push', { event: 'push' }],
    ['POST', { event: null }],
    ['handshake', { event: null, kind: 'handshake' as const }],
  ])('has a tab that tells deliveries apart: %s and the time', async (name, about) => {
    await opened('{}', { ...about, receivedAt: new Date(2026, 10, 30, 9, 5, 7).toISOString() });
    expect(page.title).toBe(`${name} 09:05:07`);
  });

  it('sends the first rows along with a delivery', async () => {
    await opened('{"order":"four"}');
    page.receive({ type: 'ready' });
    await until(() => shows().length === 1);
    const { tab, pages } = shows()[0]!.message.opened!;
    expect(tab).toBe('tree');
    expect(pages[0]!.rows.map(({ name }) => name)).toEqual(['', 'order']);
  });

  it('marks failing places when the verdict arrives while the body is read', async () => {
    const { stored, tell } = await opened('{"order":"four"}');
    page.receive({ type: 'ready' });
    const problems = [{ pointer: '/order', message: 'must be integer' }];
    tell({ type: 'checked', delivery: { ...stored, conforms: false, problems } });
    await until(() => shows().length === 1);
    const { pages } = shows()[0]!.message.opened!;
    expect(pages[0]!.rows[1]).toMatchObject({ name: 'order', problems: ['must be integer'] });
  });

  it('sends a large body without rows, so that the page requests them', async () => {
    await opened(`"${'x'.repeat(300_000)}"`);
    page.receive({ type: 'ready' });
    await until(() => shows().length === 1);
    expect(shows()[0]!.message.opened).toBeUndefined();
  });
});
