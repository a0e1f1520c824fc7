import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const pusher: Provider = {
  name: 'Pusher Channels',
  docs: { url: 'https://pusher.com/docs/channels/server_api/webhooks/', read: '2026-11-30', source: 'pusher 5.3.3' },
  hosts: ['pusher.com'],
  event: { body: ['events', '0', 'name'] },
  signatures: [ofBody('Pusher', 'x-pusher-signature', hex)],
  secret: 'the secret of the app',
};
