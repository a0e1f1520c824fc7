import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const netlify: Provider = {
  name: 'Netlify',
  docs: { url: 'https://docs.netlify.com/site-deploys/notifications/#payload-signature' },
  hosts: ['netlify.com'],
  event: { header: 'x-netlify-event' },
  tokens: [{ ...tokenFacts, place: '`X-Webhook-Signature`', signs: '`sha256`: digest of the body', coversBody: true }],
  secret: 'the JWS secret token',
};
