import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const airtable: Provider = {
  name: 'Airtable',
  docs: {
    url: 'https://airtable.com/developers/web/api/webhooks-overview',
    read: '2026-11-30',
    source: 'guides of nango.dev and hookdeck/webhook-skills',
  },
  hosts: ['airtable.com'],
  signatures: [
    ofBody('Airtable', 'x-airtable-content-mac', hex, 'hmac-sha256=', {
      key: (secret) => Buffer.from(secret, 'base64'),
    }),
  ],
  secret: '`macSecretBase64`; comes in the response to the create call',
  expiry: 'after 7 days, unless it is refreshed',
};
