import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const elevenlabs: Provider = {
  name: 'ElevenLabs',
  docs: { url: 'https://elevenlabs.io/docs/product-guides/administration/webhooks' },
  hosts: ['elevenlabs.io'],
  event: { body: ['type'] },
  signatures: [
    inParts('ElevenLabs', 'elevenlabs-signature', {
      time: 't',
      signature: 'v0',
      separator: ',',
      between: '.',
      toleranceMs: 30 * 60_000,
    }),
  ],
  secret: 'the secret of the webhook',
};
