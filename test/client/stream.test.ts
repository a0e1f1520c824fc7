/** The cost of the views while deliveries stream in: it depends on what they show, not on how much arrives or is stored. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TreeView } from 'vscode';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookEvent } from '../../client/domain/events';
import type { WebhookRegistration } from '../../client/domain/registration';
import type { LanguageServer } from '../../client/editor/languageClient';
import type { LazyWebhooks } from '../../client/editor/lazyWebhooks';
import type { Node } from '../../client/views/tree/nodes';
import { delivery } from './storedDelivery';

/** The view in the activity bar, whose visibility the tests control. */
const view = {
  visible: true,
  listener: (_: { visible: boolean }) => {},
  show(visible: boolean) {
    this.visible = visible;
    this.listener({ visible });
  },
  onDidChangeVisibility(listener: (_: { visible: boolean }) => void) {
    view.listener = listener;
    return { dispose() {} };
  },
  onDidChangeSelection: () => ({ dispose() {} }),
  onDidChangeCheckboxState: () => ({ dispose() {} }),
};

vi.mock('vscode', async () => {
  const { FakeEditor } = await import('./fakeVscode');
  const { module } = new FakeEditor();
  return {
    ...module,
    env: { ...module.env, language: 'en' },
    ThemeColor: class {},
    TreeItem: class {
      constructor(readonly label: string) {}
    },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    MarkdownString: class {
      appendText = () => this;
      appendMarkdown = () => this;
    },
  };
});

const { TriggerLenses } = await import('../../client/views/codeLens');
const { noDeliveries } = await import('../../client/views/stored');
const { Matching } = await import('../../client/views/tree/matching');
const { WebhookTree } = await import('../../client/views/tree/webhookTree');
const { UnreadFailures } = await import('../../client/views/unread');

const treeOf = (webhooks: LazyWebhooks) =>
  new WebhookTree(webhooks, new UnreadFailures(webhooks), view as unknown as TreeView<Node>);

const registration = {
  id: 'one',
  uri: 'file:///orders.swagger.json',
  operationId: 'WhenOrdered',
  title: 'When something is ordered',
  baseUrl: 'https://orders.example',
  createdAt: '2024-01-02T00:00:00Z',
  request: { method: 'POST', url: 'https://orders.example/hooks' },
  service: 'http',
  state: 'active',
  warnings: [],
} as unknown as WebhookRegistration;

/** Webhooks with 10,000 stored deliveries; counts the calls. */
function storage() {
  const asked = { rows: 0, registrations: 0 };
  let listener: (event: WebhookEvent) => void = () => {};
  const webhooks = {
    current: {
      deleted: () => [],
      list: () => {
        asked.registrations++;
        return [registration];
      },
      shown: () => {},
      get: () => {
        asked.registrations++;
        return registration;
      },
      forwardStates: () => [],
      stored: async () => ({
        length: 10_000,
        tally: { deliveries: 10_000, differing: 7, refused: 0 },
        at: (index: number) => {
          asked.rows++;
          return delivery({ id: `d${index}` });
        },
        indexOf: () => -1,
      }),
    },
    onEvent(added: (event: WebhookEvent) => void) {
      const before = listener;
      listener = (event) => {
        before(event);
        added(event);
      };
      return { dispose() {} };
    },
  } as unknown as LazyWebhooks;
  const deliver = (delivery: StoredDelivery) => {
    listener({ type: 'delivery', registration, delivery });
    listener({ type: 'checked', registration, delivery });
  };
  const restore = () => listener({ type: 'registrations' });
  return { asked, webhooks, deliver, restore };
}

beforeEach(() => {
  vi.useFakeTimers();
  view.visible = true;
});
afterEach(() => void vi.useRealTimers());

/** Sends 200 deliveries per second. */
function stream(seconds: number, deliver: (delivery: StoredDelivery) => void): void {
  for (let count = 0; count < seconds * 200; count++) {
    deliver(delivery({ id: `new ${count}` }));
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(2000);
}

it('a filter looks at each delivery once, however often the view is drawn', async () => {
  vi.useRealTimers();
  const rows = Array.from({ length: 10_000 }, (_, index) => delivery({ id: `d${index}` }));
  const stored = { ...noDeliveries, length: rows.length, at: (index: number) => rows[index] };
  let looks = 0;
  const matching = new Matching({ text: 'some', matches: () => ++looks % 2 === 0 });
  expect(await matching.of(registration, stored)).toHaveLength(5_000);
  rows.push(delivery({ id: 'new' }));
  stored.length = rows.length;
  expect(await matching.of(registration, stored)).toHaveLength(5_000);
  expect(looks).toBe(10_001);
});

describe('the view', () => {
  async function drawAll(tree: InstanceType<typeof WebhookTree>) {
    const [service] = await tree.getChildren();
    const [trigger] = await tree.getChildren(service);
    const [webhook] = await tree.getChildren(trigger);
    const children = await tree.getChildren(webhook);
    const items = await Promise.all([service, trigger, webhook, ...children].map((node) => tree.getTreeItem(node!)));
    return { children, items };
  }

  it('reads only the deliveries it shows, and the webhook once', async () => {
    const { asked, webhooks } = storage();
    const tree = treeOf(webhooks);
    const { children, items } = await drawAll(tree);
    expect(children).toHaveLength(101);
    expect(items[2]).toMatchObject({ description: '10000 · 7 failed' });
    expect(items[3]).toMatchObject({ label: 'push' });
    expect(items[3]!.tooltip).toBeUndefined();
    const hovered = await tree.resolveTreeItem(items[3]!, children[0]!);
    expect(hovered.tooltip).toContain('2024-01-02');
    expect(asked.rows).toBeLessThanOrEqual(100);
    expect(asked.registrations).toBeLessThan(10);
  });

  it('is drawn once when first opened, and again after changes while it was hidden', async () => {
    view.visible = false;
    const { webhooks, restore } = storage();
    const tree = treeOf(webhooks);
    let drawn = 0;
    tree.onDidChangeTreeData(() => drawn++);
    restore();
    vi.advanceTimersByTime(2000);
    view.show(true);
    await drawAll(tree);
    vi.advanceTimersByTime(2000);
    expect(drawn).toBe(0);

    view.show(false);
    restore();
    vi.advanceTimersByTime(2000);
    expect(drawn).toBe(0);
    view.show(true);
    expect(drawn).toBe(1);
  });

  it('is drawn about once a second', async () => {
    const { webhooks, deliver } = storage();
    const tree = treeOf(webhooks);
    await drawAll(tree);
    let drawn = 0;
    tree.onDidChangeTreeData(() => drawn++);
    stream(10, deliver);
    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThanOrEqual(13);
  });
});

it('the code lenses update their counts about once a second', () => {
  const { webhooks, deliver } = storage();
  const server = { onTriggersChanged: () => ({ dispose() {} }) } as unknown as LanguageServer;
  let counted = 0;
  new TriggerLenses(server, webhooks).onDidChangeCodeLenses(() => counted++);
  stream(10, deliver);
  expect(counted).toBeGreaterThan(5);
  expect(counted).toBeLessThanOrEqual(13);
});
