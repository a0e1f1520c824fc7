import { getChallenge } from './kit/generalHandshakes';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const nylas: Provider = {
  name: 'Nylas',
  docs: { url: 'https://developer.nylas.com/docs/v3/notifications/' },
  hosts: ['nylas.com'],
  event: { body: ['type'] },
  deliveryId: { body: ['id'] },
  signatures: [ofBody('Nylas', 'x-nylas-signature', hex)],
  handshakes: [getChallenge],
  secret: 'comes in the response to the create call',
};
