import { expect, it, vi } from 'vitest';
import type { WebhookEvent } from '../../client/domain/events';
import type { Webhooks } from '../../client/webhooks/webhooksApi';

vi.mock('vscode', async () => (await import('./editor')).editor.module);

const { LazyWebhooks } = await import('../../client/editor/lazyWebhooks');

it('has the port that new webhooks get, while the receiver listens there', async () => {
  let tell: (event: WebhookEvent) => void = () => {};
  const webhooks = {
    onEvent(listener: typeof tell) {
      tell = listener;
    },
    start: async () => {},
  };
  const lazy = new LazyWebhooks(async () => webhooks as unknown as Webhooks);
  expect(lazy.port).toBeUndefined();
  await lazy.get();
  tell({ type: 'receiver', port: 4711, state: 'listening' });
  expect(lazy.port).toBe(4711);
  // A port taken over from a closed window.
  tell({ type: 'receiver', port: 4712, state: 'listening' });
  expect(lazy.port).toBe(4711);
  tell({ type: 'receiver', port: 4711, state: 'down', since: '2024-01-02T03:04:05Z' });
  expect(lazy.port).toBeUndefined();
  tell({ type: 'receiver', port: 4712, state: 'back', milliseconds: 5 });
  expect(lazy.port).toBeUndefined();
  tell({ type: 'receiver', port: 4711, state: 'back', milliseconds: 5 });
  expect(lazy.port).toBe(4711);
});
