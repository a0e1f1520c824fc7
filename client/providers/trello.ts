import { headProbe } from './kit/generalHandshakes';
import { base64, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const trello: Provider = {
  name: 'Trello',
  docs: {
    url: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/',
    read: '2026-11-30',
    source: 'the page for the check, hookdeck/webhook-skills for the signature',
  },
  hosts: ['trello.com'],
  event: { body: ['action', 'type'] },
  deliveryId: { body: ['action', 'id'] },
  signatures: [
    ofBody('Trello', 'x-trello-webhook', sha1(base64), '', {
      signs: 'body + callback URL',
      base: ({ body, url }) => [body, url],
      signsUrl: true,
      needsDocument: true,
    }),
  ],
  handshakes: [headProbe],
  secret: 'the secret of the app',
};
