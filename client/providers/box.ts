import { hmacVerifier } from './kit/hmac';
import { base64, iso, stampedScheme } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

const header = /^box-signature-(primary|secondary)$/;

/** A signature for each of two keys. Box signs the body as it is, or with its slashes and non-ASCII characters escaped. */
const signature = hmacVerifier({
  ...stampedScheme(
    'Box',
    'box-signature-primary',
    base64,
    { header: 'box-delivery-timestamp', ...iso },
    'body + timestamp',
    (timestamp, body) => [body, timestamp],
  ),
  header,
  given: (headers) => Object.entries(headers).flatMap(([name, value]) => (header.test(name) ? [value] : [])),
  toleranceMs: 10 * 60_000,
  otherBodies: ({ body }) => [escaped(body)],
});

/** `é` as `\u00e9` and `/` as `\/`, as Box's own verifiers write a body before they sign it. */
function escaped(body: Buffer): Buffer {
  const text = body
    .toString('utf8')
    .replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/(?<!\\)\//g, '\\/');
  return Buffer.from(text, 'ascii');
}

export const box: Provider = {
  name: 'Box',
  docs: { url: 'https://developer.box.com/guides/webhooks/v2/signatures-v2/' },
  hosts: ['box.com'],
  event: { body: ['trigger'] },
  deliveryId: { header: 'box-delivery-id' },
  signatures: [signature],
  secret: 'the primary and the secondary signature key of the app',
};
