import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const coinbaseCommerce: Provider = {
  name: 'Coinbase Commerce',
  docs: {
    url: 'https://docs.cdp.coinbase.com/commerce/introduction/webhooks-security',
    read: '2026-11-30',
    source: 'coinbase-commerce-node',
  },
  hosts: ['commerce.coinbase.com'],
  event: { body: ['event', 'type'] },
  deliveryId: { body: ['id'] },
  signatures: [ofBody('Coinbase Commerce', 'x-cc-webhook-signature', hex)],
  secret: 'the shared secret of the webhook',
};
