import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const buildkite: Provider = {
  name: 'Buildkite',
  docs: { url: 'https://buildkite.com/docs/apis/webhooks/pipelines#webhook-signature' },
  hosts: ['buildkite.com'],
  event: { header: 'x-buildkite-event' },
  signatures: [
    inParts('Buildkite', 'x-buildkite-signature', {
      time: 'timestamp',
      signature: 'signature',
      separator: ',',
      between: '.',
    }),
  ],
  secrets: { headers: ['x-buildkite-token'] },
  secret: 'the token of the webhook',
};
