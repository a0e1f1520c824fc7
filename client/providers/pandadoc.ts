import type { Provider } from './kit/provider';

/** The signature, HMAC-SHA256 of the body in hex, comes as `signature` in the query, where that of any service is tried. */
export const pandadoc: Provider = {
  name: 'PandaDoc',
  docs: { url: 'https://developers.pandadoc.com/docs/webhook-verification', read: '2026-11-30' },
  hosts: ['pandadoc.com'],
  event: { body: ['0', 'event'] },
  secret: 'the shared key of the subscription; the signature is `signature` in the query',
};
