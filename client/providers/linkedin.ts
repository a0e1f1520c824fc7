import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { hmacOf, jsonResponse, withoutSecret } from './kit/responses';

/** Repeated every two hours; after three failures the webhook is blocked. */
const validation: Handshake = {
  name: 'LinkedIn challenge code',
  secret: 'answers',
  about: { request: 'GET with `challengeCode`', response: '`challengeResponse`: HMAC-SHA256 of it in hex' },
  respond({ method, query }, { secrets: [secret] }) {
    const challengeCode = query.get('challengeCode');
    if (method !== 'GET' || !challengeCode) return undefined;
    if (secret === undefined) return withoutSecret(t('the client secret of the app'));
    return jsonResponse({ challengeCode, challengeResponse: hmacOf(secret, challengeCode).digest('hex') });
  },
};

/** The signed text begins with the prefix; the header may repeat it. */
const signature = ofBody('LinkedIn', 'x-li-signature', hex, '', {
  given: (headers) => [(headers['x-li-signature'] ?? '').replace(/^hmacsha256=/i, '')],
  signs: '"hmacsha256=" + body',
  base: ({ body }) => ['hmacsha256=', body],
});

export const linkedin: Provider = {
  name: 'LinkedIn',
  docs: { url: 'https://learn.microsoft.com/linkedin/shared/api-guide/webhook-validation', read: '2026-11-30' },
  hosts: ['linkedin.com'],
  event: { body: ['type'] },
  deliveryId: { body: ['notificationId'] },
  signatures: [signature],
  handshakes: [validation],
  secret: 'the client secret of the app',
  expiry: 'blocked after three failed validations, which come every two hours',
};
