import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { hmacOf, jsonResponse, withoutSecret } from './kit/responses';

const challenge: Handshake = {
  name: 'X challenge-response check',
  secret: 'answers',
  about: { request: 'GET with `crc_token`', response: '`response_token`: HMAC-SHA256 of it in base64' },
  respond({ method, query }, { secrets: [secret] }) {
    const token = query.get('crc_token');
    if (method !== 'GET' || !token) return undefined;
    if (secret === undefined) return withoutSecret(t('the consumer secret of the app'));
    return jsonResponse({ response_token: `sha256=${hmacOf(secret, token).digest('base64')}` });
  },
};

export const x: Provider = {
  name: 'X',
  docs: { url: 'https://docs.x.com/x-api/webhooks/introduction', read: '2026-11-30' },
  hosts: ['twitter.com', 'x.com'],
  signatures: [ofBody('X', 'x-twitter-webhooks-signature', base64, 'sha256=')],
  handshakes: [challenge],
  secret: 'the consumer secret of the app',
};
