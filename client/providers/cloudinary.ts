import { hmacVerifier } from './kit/hmac';
import { type Kind, seconds, stampedScheme } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import type { SignatureVerifier } from './kit/signature';

const header = 'x-cld-signature';

/** A plain digest of body, timestamp and secret: by SHA-1, or by SHA-256 where the account is set to it. */
const digest = (algorithm: Kind['algorithm'], length: number): SignatureVerifier =>
  hmacVerifier({
    ...stampedScheme(
      `Cloudinary (${algorithm})`,
      header,
      { algorithm, encoding: 'hex', plainDigest: true },
      { header: 'x-cld-timestamp', ...seconds },
      'body + timestamp + secret',
      (timestamp, body) => [body, timestamp],
    ),
    isOurs: (headers) => headers[header]!.length === length,
    base: ({ headers, body }, key) => [body, headers['x-cld-timestamp'] ?? '', key],
    needsDocument: true,
    toleranceMs: 2 * 60 * 60_000,
  });

export const cloudinary: Provider = {
  name: 'Cloudinary',
  docs: { url: 'https://cloudinary.com/documentation/notification_signatures', read: '2026-11-30' },
  hosts: ['cloudinary.com'],
  event: { body: ['notification_type'] },
  deliveryId: { body: ['request_id'] },
  signatures: [digest('sha1', 40), digest('sha256', 64)],
  secret: 'the API secret',
};
