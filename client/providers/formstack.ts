import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const formstack: Provider = {
  name: 'Formstack',
  docs: { url: 'https://help.formstack.com/s/article/Webhook' },
  hosts: ['formstack.com'],
  signatures: [ofBody('Formstack', 'x-fs-signature', hex, 'sha256=')],
  secret: 'the HMAC key of the webhook',
};
