import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const easypost: Provider = {
  name: 'EasyPost',
  docs: { url: 'https://docs.easypost.com/guides/webhooks-guide', read: '2026-11-30', source: '@easypost/api' },
  hosts: ['easypost.com'],
  event: { body: ['description'] },
  deliveryId: { body: ['id'] },
  signatures: [
    ofBody('EasyPost', 'x-hmac-signature', hex, 'hmac-sha256-hex=', {
      key: (secret) => Buffer.from(secret.normalize('NFKD'), 'utf8'),
    }),
  ],
  secret: '`webhook_secret` of the webhook',
};
