import { bareChallenge } from './kit/generalHandshakes';
import type { Provider } from './kit/provider';

export const miro: Provider = {
  name: 'Miro',
  docs: { url: 'https://developers.miro.com/docs/getting-started-with-webhooks' },
  hosts: ['miro.com'],
  event: { body: ['event', 'type'] },
  handshakes: [bareChallenge],
};
