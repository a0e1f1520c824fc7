import { expect, it, vi } from 'vitest';
import { toCurl } from '../../client/common/curl';
import type { DeliverySummary } from '../../client/domain/delivery';
import type { WebhookRegistration } from '../../client/domain/registration';
import type { Webhooks } from '../../client/webhooks/webhooksApi';
import { delivery } from './storedDelivery';

vi.mock('vscode', async () => new (await import('./fakeVscode')).FakeEditor().module);

const { storedDeliveries } = await import('../../client/commands/prompts/payloadSamples');
const { sampleKind } = await import('../../client/commands/prompts/askSample');

it('uses deliveries sent by the service and fetched ones as samples, the latest first', async () => {
  const rows: DeliverySummary[] = [
    delivery({ id: 'sent', receivedAt: '2026-01-01T00:00:01.000Z' }),
    delivery({ id: 'fetched', receivedAt: '2026-01-01T00:00:02.000Z', origin: { by: 'fetch', of: '7' } }),
    delivery({ id: 'replayed', origin: { by: 'replay', of: 'sent', edited: true } }),
    delivery({ id: 'made up', origin: { by: 'send' } }),
    delivery({ id: 'handshake', kind: 'handshake' }),
  ];
  const about = { id: 'r', uri: 'file:///a.swagger.json', operationId: 'OnEvent' } as WebhookRegistration;
  const webhooks = { list: () => [about], deleted: () => [], summaries: async () => rows } as unknown as Webhooks;
  const found = await storedDeliveries(webhooks, about.uri, about.operationId);
  expect(found.map(({ delivery }) => delivery.id)).toEqual(['fetched', 'sent']);
});

it.each(['{"a":1}', `{"a":"it's"}`, 'Zoë', '\0'])('recognizes a request copied as cURL as a sample: %j', (body) => {
  expect(sampleKind(toCurl({ method: 'POST', url: 'https://api.example/', headers: {}, body }))).toBe('cURL');
});
