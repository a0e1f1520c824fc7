import { parseEpoch } from './kit/hmacParts';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';

export const telnyx: Provider = {
  name: 'Telnyx',
  docs: {
    url: 'https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks',
    read: '2026-11-30',
    source: 'telnyx 7.24.0',
  },
  hosts: ['telnyx.com'],
  event: { body: ['data', 'event_type'] },
  deliveryId: { body: ['data', 'id'] },
  signatures: [
    keyPairVerifier({
      name: 'Telnyx',
      header: /^telnyx-signature-ed25519$/,
      algorithm: 'Ed25519',
      given: ({ headers }) => [Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64')],
      signs: 'timestamp|body',
      message: ({ headers, body }) => Buffer.concat([Buffer.from(`${headers['telnyx-timestamp'] ?? ''}|`), body]),
      signedAt: ({ headers }) => parseEpoch(headers['telnyx-timestamp']),
      toleranceMs: 5 * 60_000,
    }),
  ],
  secret: 'the public key of the account',
};
