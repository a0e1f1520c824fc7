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
    // Storyblok's header of the same name is shorter; Standard Webhooks has an id as well.
    ofBody('GoCardless', 'webhook-signature', hex, '', {
      isOurs: (headers) => /^[0-9a-f]{64}$/i.test(headers['webhook-signature']!),
    }),
  ],
  secret: 'the secret of the webhook endpoint',
};
