import { crc32 } from './kit/crc32';
import { parseDate } from './kit/hmacParts';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';

/** The secret is the id of the webhook; behind it may be the certificate in PEM. */
const webhookId = (secret: string): string => secret.split('-----BEGIN')[0]!.trim();

const signature = keyPairVerifier({
  name: 'PayPal',
  header: /^paypal-transmission-sig$/,
  algorithm: 'RSA-SHA256',
  given: ({ headers }) => [Buffer.from(headers['paypal-transmission-sig'] ?? '', 'base64')],
  signs: 'id|time|webhook id|CRC-32 of the body',
  message({ headers, body }, secret) {
    const id = webhookId(secret);
    const parts = [headers['paypal-transmission-id'], headers['paypal-transmission-time'], id, String(crc32(body))];
    return id === '' || parts.includes(undefined) ? undefined : Buffer.from(parts.join('|'), 'utf8');
  },
  signedAt: ({ headers }) => parseDate(headers['paypal-transmission-time']),
  // Anybody can make another body with the same CRC-32.
  isPartial: true,
  published: {
    hosts: /^api(\.sandbox)?\.paypal\.com$/,
    where: '`api.paypal.com`, `api.sandbox.paypal.com`',
    url: ({ headers }) => headers['paypal-cert-url'],
  },
});

export const paypal: Provider = {
  name: 'PayPal',
  docs: { url: 'https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod' },
  hosts: ['paypal.com'],
  event: { body: ['event_type'] },
  deliveryId: { header: 'paypal-transmission-id' },
  signatures: [signature],
  secret: 'the id of the webhook; the certificate is fetched after a yes, or given behind the id in PEM',
};
