import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { parseHandshake } from './kit/handshakeBody';
import { hookSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { hmacOf, withoutSecret } from './kit/responses';

/** Deliveries have the same two headers: only the body tells the handshake apart. */
const verification: Handshake = {
  name: 'Wrike secret verification',
  secret: 'answers',
  comesFirst: true,
  about: {
    request: 'a POST with `X-Hook-Secret` and a `requestType`',
    response: '`X-Hook-Secret`: HMAC-SHA256 of its value in hex',
  },
  respond(incoming, { secrets: [secret] }) {
    const value = incoming.headers['x-hook-secret'];
    if (incoming.method !== 'POST' || !value) return undefined;
    const body = parseHandshake(incoming);
    if (!isObject(body) || body.requestType !== 'WebHook secret verification') return undefined;
    if (secret === undefined) return withoutSecret(t('the secret of the webhook'));
    return { status: 200, headers: { 'X-Hook-Secret': hmacOf(secret, value).digest('hex') } };
  },
};

export const wrike: Provider = {
  name: 'Wrike',
  docs: {
    url: 'https://developers.wrike.com/docs/webhooks',
    read: '2026-11-30',
    source: 'three public receivers that quote it',
  },
  hosts: ['wrike.com'],
  signatures: [hookSignature],
  handshakes: [verification],
  secrets: { headers: ['x-hook-secret'] },
  secret: '`secret` of the webhook',
};
