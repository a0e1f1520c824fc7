import { hmacVerifier } from './kit/hmac';
import { valuesOf } from './kit/hmacParts';
import { bodyScheme, type Kind } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import type { SignatureVerifier } from './kit/signature';

const header = 'openpayu-signature';

/** `sender=checkout;signature=…;algorithm=MD5;content=DOCUMENT`: a plain digest of the body and the second key. */
const signature = (name: string, algorithm: Kind['algorithm'], written: RegExp): SignatureVerifier =>
  hmacVerifier({
    ...bodyScheme(name, header, { algorithm, encoding: 'hex', plainDigest: true }),
    isOurs: (headers) => written.test(valuesOf(headers[header], 'algorithm', ';')[0] ?? 'MD5'),
    given: (headers) => valuesOf(headers[header], 'signature', ';'),
    put: (made) => ({
      [header]: `signature=${made};algorithm=${algorithm === 'md5' ? 'MD5' : 'SHA-256'};sender=checkout`,
    }),
    signs: 'body + secret',
    base: ({ body }, key) => [body, key],
  });

export const payu: Provider = {
  name: 'PayU',
  docs: { url: 'https://developers.payu.com/europe/docs/payment-flows/lifecycle/#notifications' },
  hosts: ['payu.com'],
  event: { body: ['order', 'status'] },
  signatures: [signature('PayU', 'md5', /^MD5$/i), signature('PayU (SHA-256)', 'sha256', /^SHA-?256$/i)],
  secret: 'the second key of the point of sale',
};
