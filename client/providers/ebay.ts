import { createHash } from 'node:crypto';
import { isObject, parseJson } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';
import { jsonResponse, withoutSecret } from './kit/responses';

/** A digest of code, verification token and endpoint. */
const challenge: Handshake = {
  name: 'eBay challenge',
  secret: 'answers',
  about: {
    request: 'GET with `challenge_code`',
    response: '`challengeResponse`: SHA-256 of code, secret and callback URL',
  },
  respond({ method, query }, { secrets, callbackUrl = '' }) {
    const code = query.get('challenge_code');
    if (method !== 'GET' || !code) return undefined;
    // The public key, which verifies deliveries, may be saved next to the token.
    const secret = secrets.find((one) => !one.includes('-----BEGIN'));
    if (secret === undefined) return withoutSecret(t('the verification token of the subscription'));
    const digest = createHash('sha256').update(code).update(secret).update(callbackUrl).digest('hex');
    return jsonResponse({ challengeResponse: digest });
  },
};

/** The header is base64 of JSON. */
const signatureIn = (headers: Record<string, string>): string => {
  const parts = parseJson(Buffer.from(headers['x-ebay-signature'] ?? '', 'base64').toString('utf8'));
  return isObject(parts) && typeof parts.signature === 'string' ? parts.signature : '';
};

export const ebay: Provider = {
  name: 'eBay',
  docs: {
    url: 'https://developer.ebay.com/marketplace-account-deletion',
    read: '2026-11-30',
    source: 'event-notification-nodejs-sdk 1.0.5',
  },
  hosts: ['ebay.com'],
  event: { body: ['metadata', 'topic'] },
  deliveryId: { body: ['notification', 'notificationId'] },
  signatures: [
    keyPairVerifier({
      name: 'eBay',
      header: /^x-ebay-signature$/,
      algorithm: 'ECDSA-SHA1',
      given: ({ headers }) => [Buffer.from(signatureIn(headers), 'base64')],
      signs: 'body',
      message: ({ body }) => body,
    }),
  ],
  handshakes: [challenge],
  secret: 'the verification token, and the public key: eBay gives it only to calls with a token of the application',
};
