import type { Handshake } from './kit/handshake';
import type { Provider } from './kit/provider';
import { jsonResponse } from './kit/responses';

const verification: Handshake = {
  name: 'Okta verification',
  secret: 'none',
  about: { request: 'GET with `X-Okta-Verification-Challenge`', response: '`verification` as JSON' },
  respond({ method, headers }) {
    const challenge = headers['x-okta-verification-challenge'];
    return method === 'GET' && challenge ? jsonResponse({ verification: challenge }) : undefined;
  },
};

export const okta: Provider = {
  name: 'Okta',
  docs: { url: 'https://developer.okta.com/docs/concepts/event-hooks/' },
  hosts: ['okta.com', 'oktapreview.com'],
  event: { body: ['eventType'] },
  deliveryId: { body: ['eventId'] },
  handshakes: [verification],
  secrets: { headers: ['authorization'] },
  secret: 'the value of the authentication field',
};
