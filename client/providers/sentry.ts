import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const sentry: Provider = {
  name: 'Sentry',
  docs: { url: 'https://docs.sentry.io/organization/integrations/integration-platform/webhooks/' },
  hosts: ['sentry.io'],
  event: { header: 'sentry-hook-resource' },
  deliveryId: { header: 'request-id' },
  signatures: [ofBody('Sentry', 'sentry-hook-signature', hex)],
  secret: 'the client secret of the integration',
};
