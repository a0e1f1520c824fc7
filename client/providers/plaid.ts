import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const plaid: Provider = {
  name: 'Plaid',
  docs: {
    url: 'https://plaid.com/docs/api/webhooks/webhook-verification/',
    read: '2026-11-30',
    source: 'the page, elixir_plaid 1.2.0 for the age',
  },
  hosts: ['plaid.com'],
  event: { body: ['webhook_code'] },
  tokens: [
    {
      ...tokenFacts,
      place: '`Plaid-Verification`',
      header: 'plaid-verification',
      signs: '`request_body_sha256`: digest of the body',
      coversBody: true,
      maxAgeMs: 5 * 60_000,
    },
  ],
  secret: 'the public key as a JSON Web Key: Plaid gives it only to calls with the credentials of the client',
};
