import { hubSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const bitbucket: Provider = {
  name: 'Bitbucket',
  docs: {
    url: 'https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/',
    read: '2026-11-30',
    source: '@coderabbitai/bitbucket 1.1.4, hookdeck/webhook-skills',
  },
  hosts: ['bitbucket.org'],
  event: { header: 'x-event-key' },
  deliveryId: { header: 'x-request-uuid' },
  signatures: [hubSignature.sha256],
};
