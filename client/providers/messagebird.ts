import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const messagebird: Provider = {
  name: 'MessageBird',
  docs: {
    url: 'https://developers.messagebird.com/api/#verifying-http-requests',
    read: '2026-11-30',
    source: 'messagebird 4.0.1',
  },
  hosts: ['messagebird.com'],
  tokens: [
    {
      ...tokenFacts,
      place: '`MessageBird-Signature-JWT`',
      signs: '`payload_hash` and `url_hash`: digests of body and callback URL',
      coversBody: true,
    },
  ],
  secret: 'the signing key of the account',
};
