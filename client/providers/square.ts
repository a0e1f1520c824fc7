import { base64, type Kind, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import type { SignatureVerifier } from './kit/signature';

/** The registered notification URL, followed by the body. */
const signature = (name: string, from: string, kind: Kind): SignatureVerifier =>
  ofBody(name, from, kind, '', { signs: 'callback URL + body', base: ({ url, body }) => [url, body], signsUrl: true });

export const square: Provider = {
  name: 'Square',
  docs: {
    url: 'https://developer.squareup.com/docs/webhooks/step3validate',
    read: '2026-11-30',
    source: 'square 46.0.0',
  },
  hosts: ['squareup.com'],
  event: { body: ['type'] },
  deliveryId: { body: ['event_id'] },
  signatures: [
    signature('Square', 'x-square-hmacsha256-signature', base64),
    signature('Square (SHA-1)', 'x-square-signature', sha1(base64)),
  ],
  secret: '`signature_key`; comes in the response to the create call',
};
