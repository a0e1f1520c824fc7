import { tokenFacts } from './kit/jsonWebToken';
import type { Provider } from './kit/provider';

export const atlassianConnect: Provider = {
  name: 'Atlassian Connect',
  docs: {
    url: 'https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/',
    read: '2026-11-30',
    source: 'atlassian-jwt 2.0.3',
  },
  hosts: ['atlassian.net'],
  event: { body: ['webhookEvent'] },
  tokens: [
    { ...tokenFacts, place: '`Authorization`', signs: '`qsh`: digest of method, path and query', coversBody: false },
  ],
  secret: 'the shared secret of the installation',
};
