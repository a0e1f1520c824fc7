import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const workos: Provider = {
  name: 'WorkOS',
  docs: {
    url: 'https://workos.com/docs/events/data-syncing/webhooks',
    read: '2026-11-30',
    source: '@workos-inc/node 7.82.0',
  },
  hosts: ['workos.com'],
  event: { body: ['event'] },
  deliveryId: { body: ['id'] },
  signatures: [
    inParts('WorkOS', 'workos-signature', {
      time: 't',
      signature: 'v1',
      separator: ',',
      between: '.',
      writeTime: String,
      toleranceMs: 3 * 60_000,
    }),
  ],
  secret: 'the secret of the endpoint',
};
