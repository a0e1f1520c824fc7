import { hmacVerifier } from './kit/hmac';
import { hex, milliseconds, stampedScheme } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const webflow: Provider = {
  name: 'Webflow',
  docs: { url: 'https://developers.webflow.com/data/docs/working-with-webhooks' },
  hosts: ['webflow.com'],
  event: { body: ['triggerType'] },
  signatures: [
    hmacVerifier({
      ...stampedScheme(
        'Webflow',
        'x-webflow-signature',
        hex,
        { header: 'x-webflow-timestamp', ...milliseconds },
        'timestamp:body',
        (timestamp, body) => [`${timestamp}:`, body],
      ),
      toleranceMs: 5 * 60_000,
    }),
  ],
  secret: 'the client secret of the app, or the secret of the webhook',
};
