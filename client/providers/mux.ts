import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const mux: Provider = {
  name: 'Mux',
  docs: {
    url: 'https://www.mux.com/docs/core/verify-webhook-signatures',
    read: '2026-11-30',
    source: '@mux/mux-node 15.3.0',
  },
  hosts: ['mux.com'],
  event: { body: ['type'] },
  deliveryId: { body: ['id'] },
  signatures: [
    inParts('Mux', 'mux-signature', {
      time: 't',
      signature: 'v1',
      separator: ',',
      between: '.',
      toleranceMs: 5 * 60_000,
    }),
  ],
  secret: 'the signing secret of the webhook',
};
