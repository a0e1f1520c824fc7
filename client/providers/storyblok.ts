import { hex, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const storyblok: Provider = {
  name: 'Storyblok',
  docs: { url: 'https://www.storyblok.com/docs/concepts/webhooks' },
  hosts: ['storyblok.com'],
  event: { body: ['action'] },
  signatures: [
    ofBody('Storyblok', 'webhook-signature', sha1(hex), '', {
      isOurs: (headers) => headers['webhook-id'] === undefined && headers['webhook-signature']!.length === 40,
    }),
  ],
  secret: '`secret` of the webhook',
};
