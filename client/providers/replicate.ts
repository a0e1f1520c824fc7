import { standardWebhooks } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const replicate: Provider = {
  name: 'Replicate',
  docs: {
    url: 'https://replicate.com/docs/topics/webhooks/verify-webhook',
    read: '2026-11-30',
    source: 'replicate 1.4.0',
  },
  hosts: ['replicate.com'],
  event: { body: ['status'] },
  deliveryId: { header: 'webhook-id' },
  signatures: [standardWebhooks],
  secret: 'the signing secret, base64 after `whsec_`',
};
