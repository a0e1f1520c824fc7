/** Rows of the view of webhooks. */
import { expect, it, vi } from 'vitest';
import type { DeliveryOrigin, StoredList } from '../../client/domain/delivery';
import type { ForwardState } from '../../client/domain/forwarding';
import type { WebhookRegistration } from '../../client/domain/registration';
import { delivery } from './storedDelivery';

class Text {
  text = '';
  appendText(text: string) {
    this.text += text;
    return this;
  }
  appendMarkdown(text: string) {
    return this.appendText(text);
  }
}

const itemLabels = vi.hoisted((): string[] => []);

vi.mock('vscode', () => ({
  TreeItem: class {
    constructor(label: string) {
      itemLabels.push(label);
    }
  },
  TreeItemCheckboxState: {},
  TreeItemCollapsibleState: {},
  ThemeIcon: class {},
  ThemeColor: class {},
  MarkdownString: Text,
  env: { language: 'en' },
  l10n: { t: (message: string, ...values: unknown[]) => message.replace(/\{(\d)\}/g, (_, at) => String(values[at])) },
}));

const { deliveryItem, forwardItem, hintItem, registrationItem, registrationTooltip } = await import(
  '../../client/views/tree/items'
);
const { hintNode } = await import('../../client/views/tree/nodes');

const stored = { length: 0, tally: { deliveries: 0, differing: 0, refused: 0 } } as StoredList;

const registration = (expiresAt?: string): WebhookRegistration =>
  ({
    title: 'When something is ordered',
    baseUrl: 'https://orders.example',
    request: { method: 'POST', url: 'https://orders.example/hooks' },
    service: 'http',
    state: 'active',
    exposure: 'local',
    createdAt: '2024-01-02T00:00:00Z',
    warnings: [],
    parameters: {},
    expiresAt,
  }) as unknown as WebhookRegistration;

const row = (expiresAt?: string) =>
  registrationItem({ kind: 'registration', key: 'k', id: 'one' } as never, registration(expiresAt), stored, {
    matching: undefined,
    isOpen: false,
    hasTargets: false,
  });

it.each([
  ['a webhook that stays', undefined, '0', 'registration http active'],
  ['one that has expired', '2024-01-03T00:00:00Z', 'expired · 0', 'registration http active expires'],
  ['one that will', '2999-01-03T12:00:00Z', 'expires 2999-01-03', 'registration http active expires'],
])('of %s', (_, expiresAt, description, context) => {
  expect(row(expiresAt).description).toContain(description);
  expect(row(expiresAt).contextValue).toBe(context);
  const { text } = registrationTooltip(registration(expiresAt), stored) as unknown as Text;
  expect(text.includes('expire')).toBe(expiresAt !== undefined);
});

it('of a webhook without deliveries offers to send one', () => {
  const node = hintNode({ id: 'one' } as WebhookRegistration);
  const item = hintItem(node);
  expect(item.command).toMatchObject({ command: 'flowWebhooks.send', arguments: [{ ask: true, id: 'one' }] });
});

it.each([
  ['of the service', undefined, false, /^\d\d:\d\d:\d\d$/, 'delivery delivery github definition'],
  [
    'that was replayed',
    { by: 'replay', of: 'd0', edited: false },
    false,
    / · replayed$/,
    'delivery delivery  definition',
  ],
  [
    'that was edited',
    { by: 'replay', of: 'd0', edited: true },
    false,
    / · replayed, edited$/,
    'delivery delivery  definition',
  ],
  ['that was sent from here', { by: 'send' }, false, / · sent from here$/, 'delivery delivery  definition'],
  [
    'that was fetched',
    { by: 'fetch', of: 'g' },
    false,
    / · fetched from the service$/,
    'delivery delivery github definition',
  ],
  ['to a deleted webhook', undefined, true, /^\d\d:\d\d:\d\d$/, 'kept delivery  definition'],
])(
  'a row shows a delivery %s, and its menu offers what can be done with it',
  (_, origin, isKept, description, context) => {
    const shown = delivery({ conforms: true, ...(origin && { origin: origin as DeliveryOrigin }) });
    const node = {
      kind: 'delivery',
      key: 'k',
      id: 'one',
      deliveryId: 'd',
      uri: 'file:///a',
      isGithub: true,
      isKept,
      row: shown,
    };
    const item = deliveryItem(node as never);
    expect(item.description).toMatch(description);
    expect(item.contextValue).toBe(context);
  },
);

it('names a target by its address alone, so that the counts fit next to it, and says the rest on hover and aloud', () => {
  const target = { label: 'localhost:3000/in', on: true, forwarded: 2, failed: 1, waiting: 0 } as ForwardState;
  const item = forwardItem({ kind: 'forward', key: 'f', id: 'one', target } as Parameters<typeof forwardItem>[0]);
  expect(itemLabels.at(-1)).toBe('localhost:3000/in');
  expect(item.description).toBe('2 · 1 failed');
  expect(item.tooltip).toBe('Forward to localhost:3000/in\n2 forwarded · 1 failed');
  expect(item.accessibilityInformation?.label).toBe('Forward to localhost:3000/in, 2 forwarded · 1 failed');
});
