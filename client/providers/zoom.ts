import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { parseHandshake } from './kit/handshakeBody';
import { versioned } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { hmacOf, jsonResponse, withoutSecret } from './kit/responses';

const validation: Handshake = {
  name: 'Zoom URL validation',
  secret: 'answers',
  about: { request: '`endpoint.url_validation`', response: '`encryptedToken`: HMAC-SHA256 of `plainToken` in hex' },
  respond(incoming, { secrets: [secret] }) {
    const body = parseHandshake(incoming);
    if (!isObject(body) || body.event !== 'endpoint.url_validation' || !isObject(body.payload)) return undefined;
    const { plainToken } = body.payload;
    if (typeof plainToken !== 'string') return undefined;
    if (secret === undefined) return withoutSecret(t('the secret token of the app'));
    return jsonResponse({ plainToken, encryptedToken: hmacOf(secret, plainToken).digest('hex') });
  },
};

export const zoom: Provider = {
  name: 'Zoom',
  docs: { url: 'https://developers.zoom.us/docs/api/webhooks/', read: '2026-11-30' },
  hosts: ['zoom.us'],
  event: { body: ['event'] },
  signatures: [versioned('Zoom', 'x-zm-signature', 'x-zm-request-timestamp')],
  handshakes: [validation],
  secret: 'the secret token of the app',
};
