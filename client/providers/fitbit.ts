import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { equalTexts } from './kit/hmac';
import { base64, ofBody, sha1, wholeHeader } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { withoutSecret } from './kit/responses';

/** 204 for the right code, 404 for any other. */
const verification: Handshake = {
  name: 'Fitbit verification',
  secret: 'answers',
  about: { request: 'GET with `verify`', response: '204 for the right code, 404 for any other' },
  respond({ method, query }, { secrets }) {
    const code = query.get('verify');
    if (method !== 'GET' || !code) return undefined;
    if (secrets.length === 0) return withoutSecret(t('the verification code of the subscriber'), 404);
    // The client secret, which signs deliveries, may be saved next to the code.
    const fits = secrets.map((secret) => equalTexts(code, secret));
    return { status: fits.includes(true) ? 204 : 404 };
  },
};

/** The key is the client secret with an ampersand behind it. */
const signature = ofBody('Fitbit', 'x-fitbit-signature', sha1(base64), '', {
  // Documented as percent-encoded; what is sent has an unencoded "=" or "+" as well.
  given: (headers) =>
    wholeHeader('x-fitbit-signature')(headers).map((text) => text.replace(/%(2B|2F|3D)/gi, decodeURIComponent)),
  key: (secret) => Buffer.from(`${secret}&`, 'utf8'),
});

export const fitbit: Provider = {
  name: 'Fitbit',
  docs: { url: 'https://dev.fitbit.com/build/reference/web-api/developer-guide/using-subscriptions/' },
  hosts: ['fitbit.com'],
  signatures: [signature],
  handshakes: [verification],
  secrets: { query: ['verify'] },
  secret: 'the client secret, and the verification code of the subscriber',
};
