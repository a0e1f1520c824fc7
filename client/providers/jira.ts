import { hubSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const jira: Provider = {
  name: 'Jira',
  docs: { url: 'https://developer.atlassian.com/cloud/jira/platform/webhooks/' },
  hosts: ['atlassian.net'],
  event: { body: ['webhookEvent'] },
  deliveryId: { header: 'x-atlassian-webhook-identifier' },
  signatures: [hubSignature.sha256],
  expiry: 'webhooks of apps end after 30 days unless they are refreshed',
};
