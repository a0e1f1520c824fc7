import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const calendly: Provider = {
  name: 'Calendly',
  docs: { url: 'https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures', read: '2026-11-30' },
  hosts: ['calendly.com'],
  event: { body: ['event'] },
  signatures: [
    inParts('Calendly', 'calendly-webhook-signature', {
      time: 't',
      signature: 'v1',
      separator: ',',
      between: '.',
      toleranceMs: 3 * 60_000,
    }),
  ],
  secret: '`signing_key` of the subscription',
};
