import { formChallenge } from './kit/generalHandshakes';
import type { Provider } from './kit/provider';

export const servicem8: Provider = {
  name: 'ServiceM8',
  docs: { url: 'https://developer.servicem8.com/docs/webhooks-overview' },
  hosts: ['servicem8.com'],
  handshakes: [formChallenge],
};
