import { bareChallenge } from './kit/generalHandshakes';
import type { Provider } from './kit/provider';
import { tokenFacts } from './kit/jsonWebToken';

export const monday: Provider = {
  name: 'monday',
  docs: { url: 'https://developer.monday.com/api-reference/reference/webhooks' },
  hosts: ['monday.com'],
  event: { body: ['event', 'type'] },
  tokens: [{ ...tokenFacts, place: '`Authorization`', signs: 'nothing of the body', coversBody: false }],
  handshakes: [bareChallenge],
  secret: 'the signing secret of the app',
};
