import { expect, it, vi } from 'vitest';
import type { WebhookEvent } from '../../client/domain/events';
import type { WebhookRegistration } from '../../client/domain/registration';
import type { LazyWebhooks } from '../../client/editor/lazyWebhooks';
import { delivery } from './storedDelivery';

vi.mock('vscode', async () => (await import('./editor')).editor.module);

const { UnreadFailures } = await import('../../client/views/unread');

it('counts failures until they are looked at, or their webhook is gone', () => {
  let tell: (event: WebhookEvent) => void = () => {};
  const webhooks = {
    onEvent(listener: typeof tell) {
      tell = listener;
      return { dispose() {} };
    },
  };
  const unread = new UnreadFailures(webhooks as unknown as LazyWebhooks);
  const counts: number[] = [];
  unread.onChange(() => counts.push(unread.count));
  const [one, two] = ['one', 'two'].map((id) => ({ id }) as WebhookRegistration);
  const fail = (registration: WebhookRegistration, id: string) =>
    tell({
      type: 'checked',
      registration,
      delivery: delivery({ id, registrationId: registration.id, conforms: false }),
    });
  fail(one!, 'a');
  fail(one!, 'b');
  fail(two!, 'c');
  tell({ type: 'checked', registration: two!, delivery: delivery({ id: 'd' }) });
  unread.see({ id: 'a' });
  tell({ type: 'deleted', registration: one!, remote: 'deleted', milliseconds: 1 });
  expect(counts).toEqual([1, 2, 3, 2, 1]);
  unread.seeAll();
  expect(unread.count).toBe(0);
});
