import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const shopify: Provider = {
  name: 'Shopify',
  docs: { url: 'https://shopify.dev/docs/apps/build/webhooks/verify-deliveries', read: '2026-11-30' },
  hosts: ['myshopify.com', 'shopify.com'],
  event: { header: 'x-shopify-topic' },
  deliveryId: { header: 'x-shopify-webhook-id' },
  signatures: [ofBody('Shopify', 'x-shopify-hmac-sha256', base64)],
  secret: 'the client secret of the app',
};
