import { base64, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const autotask: Provider = {
  name: 'Autotask',
  docs: {
    url: 'https://www.autotask.net/help/developerhelp/Content/APIs/Webhooks/SecretKeyPayloadVerification.htm',
    read: '2026-11-30',
  },
  hosts: ['autotask.net'],
  event: { body: ['Action'] },
  deliveryId: { body: ['Guid'] },
  signatures: [
    ofBody('Autotask', 'x-hook-signature', sha1(base64), 'sha1=', {
      // Asana and Wrike have a header of the same name.
      isOurs: (headers) => headers['x-hook-signature']!.startsWith('sha1='),
    }),
  ],
  secret: 'the secret key of the webhook',
};
