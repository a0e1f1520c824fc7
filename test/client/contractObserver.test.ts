import { expect, it } from 'vitest';
import type { DeliveryOrigin, StoredDelivery } from '../../client/domain/delivery';
import type { WebhookEvent } from '../../client/domain/events';
import type { WebhookRegistration } from '../../client/domain/registration';
import { ContractObserver } from '../../client/editor/contractObserver';
import type { LanguageServer } from '../../client/editor/languageClient';
import type { LazyWebhooks } from '../../client/editor/lazyWebhooks';

it.each([
  ['of the service', undefined, 1],
  ['that was missed and fetched', { by: 'fetch' }, 1],
  ['that was replayed here', { by: 'replay', of: 'd0' }, 0],
  ['that was made up here', { by: 'send' }, 0],
])('compares a delivery %s with the definition: %#', (_, origin, reported) => {
  const seen: string[] = [];
  let fire: (event: WebhookEvent) => void = () => {};
  const server = { reportDelivery: ({ operationId }: { operationId: string }) => seen.push(operationId) };
  const webhooks = {
    onEvent(listener: (event: WebhookEvent) => void) {
      fire = listener;
      return { dispose() {} };
    },
  };
  const observer = new ContractObserver(
    server as unknown as LanguageServer,
    webhooks as unknown as LazyWebhooks,
    () => {},
  );
  const registration = { id: 'r', uri: 'file:///a.swagger.json', operationId: 'OnEvent' } as WebhookRegistration;
  const delivery = { id: 'd', kind: 'delivery', origin: origin as DeliveryOrigin | undefined } as StoredDelivery;
  const body = { body: { file: '/none', start: 0, end: 0 }, headers: {}, receivedAt: '2026-01-01T00:00:00Z' };
  fire({ type: 'delivery', registration, delivery: { ...delivery, ...body } as unknown as StoredDelivery });
  observer.dispose();
  expect(seen).toHaveLength(reported);
});
