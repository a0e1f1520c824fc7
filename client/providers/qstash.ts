import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const qstash: Provider = {
  name: 'Upstash QStash',
  docs: { url: 'https://upstash.com/docs/qstash/features/security', read: '2026-11-30', source: '@upstash/qstash' },
  hosts: ['upstash.io'],
  deliveryId: { header: 'upstash-message-id' },
  tokens: [
    {
      ...tokenFacts,
      place: '`Upstash-Signature`',
      signs: '`body`: digest of the body in base64 for URLs',
      coversBody: true,
    },
  ],
  secret: 'the current or the next signing key',
};
