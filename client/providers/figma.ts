import type { Provider } from './kit/provider';
import { sharedMember } from './kit/sharedToken';

export const figma: Provider = {
  name: 'Figma',
  docs: { url: 'https://developers.figma.com/docs/rest-api/webhooks-security/' },
  hosts: ['figma.com'],
  event: { body: ['event_type'] },
  inRequest: [sharedMember('passcode', { always: true })],
  secrets: { body: ['passcode'] },
  secret: '`passcode` of the webhook',
};
