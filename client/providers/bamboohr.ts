import { hmacVerifier } from './kit/hmac';
import { hex, seconds, stampedScheme } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const bamboohr: Provider = {
  name: 'BambooHR',
  docs: { url: 'https://documentation.bamboohr.com/docs/webhooks', read: '2026-11-30' },
  hosts: ['bamboohr.com'],
  event: { body: ['type'] },
  signatures: [
    hmacVerifier({
      ...stampedScheme(
        'BambooHR',
        'x-bamboohr-signature',
        hex,
        { header: 'x-bamboohr-timestamp', ...seconds },
        'body + timestamp',
        (timestamp, body) => [body, timestamp],
      ),
      needsDocument: true,
    }),
  ],
  secret: '`privateKey`; comes in the response to the create call',
};
