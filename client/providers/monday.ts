import { bareChallenge } from './kit/generalHandshakes';
import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const monday: Provider = {
  name: 'monday',
  docs: { url: 'https://developer.monday.com/api-reference/reference/webhooks' },
  hosts: ['monday.com'],
  event: { body: ['event', 'type'] },
  tokens: [{ ...tokenFacts, place: '`Authorization`', signs: 'nothing of the body', coversBody: false }],
  handshakes: [bareChallenge],
  secret: 'the signing secret of the app',
};
