import { getChallenge } from './kit/generalHandshakes';
import { keyFromHex } from './kit/hmacParts';
import { hex, ofBody, sha512 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const onfleet: Provider = {
  name: 'Onfleet',
  docs: { url: 'https://docs.onfleet.com/reference/secrets' },
  hosts: ['onfleet.com'],
  event: { body: ['triggerName'] },
  signatures: [ofBody('Onfleet', 'x-onfleet-signature', sha512(hex), '', { key: keyFromHex })],
  handshakes: [getChallenge],
  secret: 'the webhook secret, in hex',
};
