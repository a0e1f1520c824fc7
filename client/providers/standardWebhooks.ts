import { parseEpoch } from './kit/hmacParts';
import { standardWebhooks as signature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';

/** `v1a`: Ed25519. The secret is the public key, base64 after `whpk_`. */
const standardWebhooksByKey = keyPairVerifier({
  name: 'Standard Webhooks v1a',
  header: /^webhook-signature$/,
  isOurs: (headers) => headers['webhook-id'] !== undefined && /(^|\s)v1a,/.test(headers['webhook-signature']!),
  algorithm: 'Ed25519',
  given: ({ headers }) =>
    headers['webhook-signature']!.split(' ').flatMap((one) =>
      one.startsWith('v1a,') ? [Buffer.from(one.slice(4), 'base64')] : [],
    ),
  signs: 'id.timestamp.body',
  message: ({ headers, body }) =>
    Buffer.concat([Buffer.from(`${headers['webhook-id'] ?? ''}.${headers['webhook-timestamp'] ?? ''}.`), body]),
  signedAt: ({ headers }) => parseEpoch(headers['webhook-timestamp']),
  toleranceMs: 5 * 60_000,
});

export const standardWebhooks: Provider = {
  name: 'Standard Webhooks',
  docs: {
    url: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
    read: '2026-11-30',
    source: 'standardwebhooks 1.1.1',
  },
  deliveryId: { header: 'webhook-id' },
  signatures: [signature, standardWebhooksByKey],
  secret: 'base64 after `whsec_`; for `v1a` the public key after `whpk_`',
};
