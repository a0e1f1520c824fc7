import { base64, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const helpscout: Provider = {
  name: 'Help Scout',
  docs: { url: 'https://developer.helpscout.com/webhooks/' },
  hosts: ['helpscout.net'],
  event: { header: 'x-helpscout-event' },
  signatures: [ofBody('Help Scout', 'x-helpscout-signature', sha1(base64))],
  secret: '`secret` of the webhook',
};
