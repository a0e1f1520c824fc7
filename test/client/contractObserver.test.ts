import { expect, it } from 'vitest';
import type { DeliveryOrigin, StoredDelivery } from '../../client/domain/delivery';
import type { WebhookEvent } from '../../client/domain/events';
import type { WebhookRegistration } from '../../client/domain/registration';
import { ContractObserver } from '../../client/editor/contractObserver';
import type { LanguageServer } from '../../client/editor/languageClient';
import type { LazyWebhooks } from '../../client/editor/lazyWebhooks';
import type { SchemaReport } from '../../server/protocol/payloads';

const options = (includeReplays = false) => ({
  includeReplays: () => includeReplays,
  onChange: () => ({ dispose() {} }),
});

it.each([
  ['of the service', undefined, [false], [false]],
  ['that was missed and fetched', { by: 'fetch' }, [false], [false]],
  ['that was replayed here', { by: 'replay', of: 'd0' }, [], [true]],
  ['that was made up here', { by: 'send' }, [], [true]],
])('compares a delivery %s with the definition, and where replays count: %#', (_, origin, usually, withReplays) => {
  expect(reportedOf(origin as DeliveryOrigin | undefined, false)).toEqual(usually);
  expect(reportedOf(origin as DeliveryOrigin | undefined, true)).toEqual(withReplays);
});

/** What is reported of a delivery: whether it was sent from here. */
function reportedOf(origin: DeliveryOrigin | undefined, includeReplays: boolean): (boolean | undefined)[] {
  const seen: (boolean | undefined)[] = [];
  let fire: (event: WebhookEvent) => void = () => {};
  const server = { reportDelivery: ({ sentFromHere }: { sentFromHere?: boolean }) => seen.push(sentFromHere) };
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
    options(includeReplays),
  );
  const registration = { id: 'r', uri: 'file:///a.swagger.json', operationId: 'OnEvent' } as WebhookRegistration;
  const delivery = { id: 'd', kind: 'delivery', origin } as StoredDelivery;
  const body = { body: { file: '/none', start: 0, end: 0 }, headers: {}, receivedAt: '2026-01-01T00:00:00Z' };
  fire({ type: 'delivery', registration, delivery: { ...delivery, ...body } as unknown as StoredDelivery });
  observer.dispose();
  return seen;
}

it('reports the schemas that services gave, once each, until their webhooks are gone', () => {
  const seen: [string, boolean][] = [];
  let fire: (event: WebhookEvent) => void = () => {};
  let list: WebhookRegistration[] = [];
  const server = {
    reportSchema: ({ operationId, schema }: SchemaReport) => seen.push([operationId, schema !== null]),
  };
  const webhooks = {
    onEvent(listener: (event: WebhookEvent) => void) {
      fire = listener;
      return { dispose() {} };
    },
    current: { list: () => list },
  };
  const observer = new ContractObserver(
    server as unknown as LanguageServer,
    webhooks as unknown as LazyWebhooks,
    () => {},
    options(),
  );
  const about = (operationId: string, dynamicSchema?: WebhookRegistration['dynamicSchema']) =>
    ({ id: operationId, uri: 'file:///a.swagger.json', operationId, dynamicSchema }) as WebhookRegistration;
  list = [about('A', { schema: { type: 'object' } }), about('B', { problem: 'It answered 404.' }), about('C')];
  const changed = { type: 'created', registration: list[0]!, milliseconds: 1 } as const;
  fire(changed);
  fire(changed);
  expect(seen).toEqual([['A', true]]);
  list = [];
  fire({ type: 'deleted', registration: about('A'), remote: 'deleted', milliseconds: 1 });
  expect(seen).toEqual([
    ['A', true],
    ['A', false],
  ]);
  observer.dispose();
});
