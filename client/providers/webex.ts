import { hex, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const webex: Provider = {
  name: 'Webex',
  docs: { url: 'https://developer.webex.com/docs/receive-and-verify-webhooks', read: '2026-11-30' },
  hosts: ['webexapis.com', 'ciscospark.com'],
  event: { body: ['event'] },
  signatures: [ofBody('Webex', 'x-spark-signature', sha1(hex))],
  secret: '`secret` of the webhook',
};
