import { hubSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const bitbucket: Provider = {
  name: 'Bitbucket',
  docs: { url: 'https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/' },
  hosts: ['bitbucket.org'],
  event: { header: 'x-event-key' },
  deliveryId: { header: 'x-request-uuid' },
  signatures: [hubSignature.sha256],
};
