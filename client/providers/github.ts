import { hubSignature256 } from './kit/hmacSchemes';
import { githubPing } from './kit/pings';
import type { Provider } from './kit/provider';

export const github: Provider = {
  name: 'GitHub',
  docs: {
    url: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
    read: '2026-11-30',
    source: '@octokit/webhooks-methods 6.0.0',
  },
  hosts: ['github.com'],
  event: { header: 'x-github-event' },
  deliveryId: { header: 'x-github-delivery' },
  signatures: [hubSignature256],
  handshakes: [githubPing],
  secret: '`config.secret` of the webhook',
};
