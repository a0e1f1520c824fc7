import { hubChallenge } from './kit/generalHandshakes';
import { hubSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const websub: Provider = {
  name: 'WebSub (YouTube)',
  docs: { url: 'https://www.w3.org/TR/websub/#signing-content' },
  hosts: ['pubsubhubbub.appspot.com'],
  signatures: Object.values(hubSignature),
  handshakes: [hubChallenge],
  secret: '`hub.secret` of the subscription',
  expiry: 'after `hub.lease_seconds`',
};
