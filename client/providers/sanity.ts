import { base64, inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const sanity: Provider = {
  name: 'Sanity',
  docs: {
    url: 'https://www.sanity.io/docs/content-lake/webhooks',
    read: '2026-11-30',
    source: '@sanity/webhook 4.0.4',
  },
  hosts: ['sanity.io'],
  deliveryId: { header: 'idempotency-key' },
  signatures: [
    inParts(
      'Sanity',
      'sanity-webhook-signature',
      { time: 't', signature: 'v1', separator: ',', between: '.', writeTime: String },
      base64,
    ),
  ],
  secret: '`secret` of the webhook',
};
