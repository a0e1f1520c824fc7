import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const clickup: Provider = {
  name: 'ClickUp and Lemon Squeezy',
  docs: { url: 'https://developer.clickup.com/docs/webhooksignature', read: '2026-11-30' },
  hosts: ['clickup.com', 'lemonsqueezy.com'],
  event: { body: ['event'] },
  signatures: [
    ofBody('ClickUp', 'x-signature', hex, '', {
      // Other services use that header for something else.
      isOurs: (headers) => /^[0-9a-f]{64}$/i.test(headers['x-signature']!),
    }),
  ],
  secret: 'comes in the response to the create call',
};
