import { hubChallenge } from './kit/generalHandshakes';
import { hubSignature256 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const meta: Provider = {
  name: 'Meta',
  docs: {
    url: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint',
    read: '2026-11-30',
  },
  hosts: ['facebook.com', 'instagram.com', 'whatsapp.com'],
  event: { body: ['object'] },
  signatures: [hubSignature256],
  handshakes: [hubChallenge],
  secrets: { query: ['hub.verify_token'] },
  secret: 'the app secret',
};
