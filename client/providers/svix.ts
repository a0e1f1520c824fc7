import { svixWebhooks } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const svix: Provider = {
  name: 'Svix',
  docs: {
    url: 'https://docs.svix.com/receiving/verifying-payloads/how-manual',
    read: '2026-11-30',
    source: 'svix 1.99.1',
  },
  deliveryId: { header: 'svix-id' },
  signatures: [svixWebhooks],
  secret: 'base64 after `whsec_`',
};
