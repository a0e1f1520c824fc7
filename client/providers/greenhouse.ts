import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const greenhouse: Provider = {
  name: 'Greenhouse',
  docs: { url: 'https://developers.greenhouse.io/webhooks.html', read: '2026-11-30' },
  hosts: ['greenhouse.io'],
  event: { body: ['action'] },
  deliveryId: { header: 'greenhouse-event-id' },
  signatures: [
    ofBody('Greenhouse', 'signature', hex, 'sha256 ', {
      // HTTP Message Signatures have a header of the same name.
      isOurs: (headers) => headers.signature!.startsWith('sha256 '),
    }),
  ],
  secret: 'the secret key of the webhook',
};
