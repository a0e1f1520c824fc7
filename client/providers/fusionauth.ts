import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const fusionauth: Provider = {
  name: 'FusionAuth',
  docs: { url: 'https://fusionauth.io/docs/extend/events-and-webhooks/signing' },
  event: { body: ['event', 'type'] },
  tokens: [
    {
      ...tokenFacts,
      place: '`X-FusionAuth-Signature-JWT`',
      signs: '`request_body_sha256`: digest of the body in base64',
      coversBody: true,
    },
  ],
  secret: 'the signing key, or its public key in PEM',
};
