import { isObject, read } from '../common/json';
import type { Provider } from './kit/provider';
import { hmacFits, partlySigned, textOf } from './kit/signedMembers';

export const mailgun: Provider = {
  name: 'Mailgun',
  docs: { url: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks' },
  hosts: ['mailgun.net'],
  event: { body: ['event-data', 'event'] },
  deliveryId: { body: ['event-data', 'id'] },
  inRequest: [
    partlySigned('Mailgun', 'HMAC-SHA256 in hex', 'time + random token', (body, secret) => {
      const signature = read(body, ['signature']);
      if (!isObject(signature) || !signature.token || !signature.signature) return undefined;
      return hmacFits(signature.signature, 'hex', secret, textOf(signature.timestamp) + textOf(signature.token));
    }),
  ],
  secret: 'the HTTP webhook signing key',
};
