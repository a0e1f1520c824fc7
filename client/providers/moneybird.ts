import type { Provider } from './kit/provider';
import { sharedMember } from './kit/sharedToken';

export const moneybird: Provider = {
  name: 'Moneybird',
  docs: { url: 'https://developer.moneybird.com/webhooks' },
  hosts: ['moneybird.com'],
  event: { body: ['action'] },
  inRequest: [sharedMember('webhook_token', { always: true })],
  secrets: { body: ['webhook_token'] },
  secret: '`token` of the webhook; comes in the response to the create call',
};
