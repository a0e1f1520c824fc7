import { hex, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const vercel: Provider = {
  name: 'Vercel',
  docs: {
    url: 'https://vercel.com/docs/webhooks/webhooks-api',
    read: '2026-11-30',
    source: 'triggerdotdev/trigger.dev, hookdeck/webhook-skills',
  },
  hosts: ['vercel.com'],
  event: { body: ['type'] },
  deliveryId: { body: ['id'] },
  signatures: [ofBody('Vercel', 'x-vercel-signature', sha1(hex))],
  secret: 'the secret of the webhook; comes in the response to the create call',
};
