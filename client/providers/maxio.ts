import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const maxio: Provider = {
  name: 'Maxio (Chargify)',
  docs: { url: 'https://docs.maxio.com/hc/en-us/articles/24266143173901-Webhooks' },
  hosts: ['chargify.com'],
  event: { body: ['event'] },
  deliveryId: { header: 'x-chargify-webhook-id' },
  signatures: [
    ofBody('Maxio', 'x-chargify-webhook-signature-hmac-sha-256', hex),
    ofBody(
      'Maxio (MD5)',
      'x-chargify-webhook-signature',
      { algorithm: 'md5', encoding: 'hex', plainDigest: true },
      '',
      { signs: 'secret + body', base: ({ body }, key) => [key, body] },
    ),
  ],
  secret: 'the shared key of the site',
};
