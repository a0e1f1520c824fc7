import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const vonage: Provider = {
  name: 'Vonage',
  docs: { url: 'https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks' },
  hosts: ['nexmo.com', 'vonage.com'],
  tokens: [{ ...tokenFacts, place: '`Authorization`', signs: '`payload_hash`: digest of the body', coversBody: true }],
  secret: 'the signature secret of the account',
};
