import { hex, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const storyblok: Provider = {
  name: 'Storyblok',
  docs: { url: 'https://www.storyblok.com/docs/concepts/webhooks' },
  hosts: ['storyblok.com'],
  event: { body: ['action'] },
  signatures: [
    ofBody('Storyblok', 'webhook-signature', sha1(hex), '', {
      isOurs: (headers) => /^[0-9a-f]{40}$/i.test(headers['webhook-signature']!),
    }),
  ],
  secret: '`secret` of the webhook',
};
