import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const livekit: Provider = {
  name: 'LiveKit',
  docs: { url: 'https://docs.livekit.io/home/server/webhooks/', read: '2026-11-30', source: 'livekit-server-sdk' },
  hosts: ['livekit.cloud'],
  event: { body: ['event'] },
  deliveryId: { body: ['id'] },
  tokens: [
    { ...tokenFacts, place: '`Authorization`', signs: '`sha256`: digest of the body in base64', coversBody: true },
  ],
  secret: 'the API secret',
};
