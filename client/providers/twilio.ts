import { createHash } from 'node:crypto';
import { equalBytes } from './kit/hmac';
import { base64, ofBody, sha1, wholeHeader } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import type { SignedRequest, UnsignedRequest } from './kit/signature';
import { coversForm, formFields, isFormRequest } from './kit/signedForm';

const bodyDigest = ({ url }: Pick<SignedRequest, 'url'>): string | null => new URL(url).searchParams.get('bodySHA256');

/** The URL with the digest of this body in its `bodySHA256`, where it has one. */
function withBodyDigest({ url, body }: UnsignedRequest): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return url.replace(/([?&]bodySHA256=)[^&#]*/, `$1${digest}`);
}

/** The URL and the sorted fields of a form; `bodySHA256` in the URL covers JSON, where it is there. */
const signature = ofBody('Twilio', 'x-twilio-signature', sha1(base64), '', {
  given: wholeHeader('x-twilio-signature'),
  address: withBodyDigest,
  signs: 'callback URL + sorted fields of a form',
  base: (signed) => [signed.url, ...(isFormRequest(signed) ? formFields(signed.body) : [])],
  signsUrl: true,
  isWhole: (signed) => bodyDigest(signed) !== null || coversForm(signed),
  objection({ url, body }) {
    const stated = bodyDigest({ url });
    if (stated === null) return undefined;
    const actual = createHash('sha256').update(body).digest();
    return equalBytes(Buffer.from(stated, 'hex'), actual) ? undefined : { code: 'bodyDigestMismatch' };
  },
});

export const twilio: Provider = {
  name: 'Twilio',
  docs: {
    url: 'https://www.twilio.com/docs/usage/webhooks/webhooks-security',
    read: '2026-11-30',
    source: 'twilio 5.13.1',
  },
  hosts: ['twilio.com'],
  deliveryId: { header: 'i-twilio-idempotency-token' },
  signatures: [signature],
  secret: 'the auth token of the account',
};
