import { isObject } from '../common/json';
import type { Provider } from './kit/provider';
import { hmacFits, partlySigned, textOf } from './kit/signedMembers';

export const lever: Provider = {
  name: 'Lever',
  docs: { url: 'https://hire.lever.co/developer/documentation#webhooks' },
  hosts: ['lever.co'],
  event: { body: ['event'] },
  inRequest: [
    partlySigned('Lever', 'HMAC-SHA256 in hex', 'random token + time', (body, secret) => {
      if (!isObject(body) || typeof body.signature !== 'string' || !body.token || !body.triggeredAt) return undefined;
      return hmacFits(body.signature, 'hex', secret, textOf(body.token) + textOf(body.triggeredAt));
    }),
  ],
  secret: 'the signature token of the webhook',
};
