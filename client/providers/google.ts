import type { Handshake } from './kit/handshake';
import { emptyResponse } from './kit/handshakeBody';
import type { Provider } from './kit/provider';
import { sharedToken } from './kit/sharedToken';

/** The first message of a channel: it says that the channel is open, and carries no event. */
const sync: Handshake = {
  name: 'Google sync message',
  secret: 'signs',
  about: { request: '`X-Goog-Resource-State: sync`', response: '200' },
  respond: ({ headers }) => (headers['x-goog-resource-state'] === 'sync' ? emptyResponse : undefined),
};

export const google: Provider = {
  name: 'Google (Drive, Calendar, Admin SDK)',
  docs: { url: 'https://developers.google.com/workspace/calendar/api/guides/push' },
  hosts: ['googleapis.com'],
  event: { header: 'x-goog-resource-state' },
  deliveryId: { header: 'x-goog-message-number' },
  signatures: [sharedToken('Google channel token', 'x-goog-channel-token')],
  handshakes: [sync],
  secrets: { headers: ['x-goog-channel-token'] },
  secret: '`token` of the channel',
  expiry: 'at `expiration`; a channel cannot be renewed',
};
