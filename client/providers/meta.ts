import { hubChallenge } from './kit/generalHandshakes';
import { hubSignature256 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const meta: Provider = {
  name: 'Meta',
  docs: { url: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started' },
  hosts: ['facebook.com', 'instagram.com', 'whatsapp.com'],
  event: { body: ['object'] },
  signatures: [hubSignature256],
  handshakes: [hubChallenge],
  secrets: { query: ['hub.verify_token'] },
  secret: 'the app secret',
};
