import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const gocardless: Provider = {
  name: 'GoCardless',
  docs: {
    url: 'https://developer.gocardless.com/api-reference/#webhooks-signing-webhooks',
    read: '2026-11-30',
    source: 'gocardless-nodejs 10.1.2',
  },
  hosts: ['gocardless.com'],
  deliveryId: { body: ['meta', 'webhook_id'] },
  signatures: [
    ofBody('GoCardless', 'webhook-signature', hex, '', { isOurs: (headers) => headers['webhook-id'] === undefined }),
  ],
  secret: 'the secret of the webhook endpoint',
};
