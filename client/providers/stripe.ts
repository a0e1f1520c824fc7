import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const stripe: Provider = {
  name: 'Stripe',
  docs: { url: 'https://docs.stripe.com/webhooks/signature', read: '2026-11-30', source: 'stripe 20.4.1' },
  hosts: ['stripe.com'],
  event: { body: ['type'] },
  deliveryId: { body: ['id'] },
  signatures: [
    inParts('Stripe', 'stripe-signature', {
      time: 't',
      signature: 'v1',
      separator: ',',
      between: '.',
      toleranceMs: 5 * 60_000,
    }),
  ],
  secret: 'comes in the response to the create call; the whole of it, `whsec_` included',
};
