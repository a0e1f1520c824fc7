import type { Handshake } from './kit/handshake';
import { hex, seconds, stamped } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { jsonResponse } from './kit/responses';

const verification: Handshake = {
  name: 'Oura verification',
  secret: 'none',
  comesFirst: true,
  about: { request: 'GET with `verification_token` and `challenge`', response: 'the challenge as JSON' },
  respond({ method, query }) {
    const challenge = query.get('challenge');
    return method === 'GET' && challenge && query.has('verification_token') ? jsonResponse({ challenge }) : undefined;
  },
};

export const oura: Provider = {
  name: 'Oura',
  docs: {
    url: 'https://cloud.ouraring.com/v2/docs#tag/Webhook-Subscription-Routes',
    read: '2026-11-30',
    source: 'a public guide that quotes it',
  },
  hosts: ['ouraring.com'],
  event: { body: ['event_type'] },
  signatures: [
    stamped(
      'Oura',
      'x-oura-signature',
      hex,
      { header: 'x-oura-timestamp', ...seconds },
      'timestamp + body',
      (timestamp, body) => [timestamp, body],
    ),
  ],
  handshakes: [verification],
  secrets: { query: ['verification_token'] },
  secret: 'the client secret of the app',
  expiry: 'at `expiration_time`, unless it is renewed',
};
