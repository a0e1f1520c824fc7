import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const onfido: Provider = {
  name: 'Onfido',
  docs: {
    url: 'https://documentation.onfido.com/api/latest/#webhooks',
    read: '2026-11-30',
    source: '@onfido/api 6.2.0',
  },
  hosts: ['onfido.com'],
  event: { body: ['payload', 'action'] },
  signatures: [ofBody('Onfido', 'x-sha2-signature', hex)],
  secret: 'the token of the webhook; comes in the response to the create call',
};
