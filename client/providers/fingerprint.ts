import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const fingerprint: Provider = {
  name: 'Fingerprint',
  docs: {
    url: 'https://dev.fingerprint.com/docs/webhooks-security',
    read: '2026-11-30',
    source: '@fingerprint/node-sdk 7.7.1',
  },
  hosts: ['fpjs.io'],
  deliveryId: { body: ['requestId'] },
  signatures: [ofBody('Fingerprint', 'fpjs-event-signature', hex, 'v1=')],
  secret: 'the encryption key of the webhook',
};
