import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const typeform: Provider = {
  name: 'Typeform',
  docs: {
    url: 'https://www.typeform.com/developers/webhooks/secure-your-webhooks/',
    read: '2026-11-30',
    source: 'hookdeck/webhook-skills, a public receiver',
  },
  hosts: ['typeform.com'],
  event: { body: ['event_type'] },
  deliveryId: { body: ['event_id'] },
  signatures: [ofBody('Typeform', 'typeform-signature', base64, 'sha256=')],
  secret: '`secret` of the webhook',
};
