import type { Handshake } from './kit/handshake';
import type { Provider } from './kit/provider';
import { sharedToken } from './kit/sharedToken';

/** Without a body. Later deliveries may carry a token of that name as well. */
const validation: Handshake = {
  name: 'Validation-Token',
  secret: 'none',
  isUnsigned: true,
  about: { request: '`Validation-Token` without a body', response: 'the same header' },
  respond({ headers, body }) {
    const token = headers['validation-token'];
    return token && body.length === 0 ? { status: 200, headers: { 'Validation-Token': token } } : undefined;
  },
};

export const ringcentral: Provider = {
  name: 'RingCentral',
  docs: { url: 'https://developers.ringcentral.com/guide/notifications/webhooks/receiving' },
  hosts: ['ringcentral.com'],
  event: { body: ['event'] },
  deliveryId: { body: ['uuid'] },
  signatures: [sharedToken('RingCentral', 'verification-token')],
  handshakes: [validation],
  secrets: { headers: ['verification-token', 'validation-token'] },
  secret: '`deliveryMode.verificationToken` of the subscription',
  expiry: 'at `expirationTime`, unless it is renewed',
};
