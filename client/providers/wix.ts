import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const wix: Provider = {
  name: 'Wix',
  docs: {
    url: 'https://dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks/about-webhooks',
  },
  hosts: ['wixapis.com'],
  tokens: [{ ...tokenFacts, place: 'the body', signs: 'itself, which is the body', coversBody: true }],
  secret: 'the public key of the app, in PEM',
};
