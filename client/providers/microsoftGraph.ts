import type { Handshake } from './kit/handshake';
import type { Provider } from './kit/provider';
import { textResponse } from './kit/responses';
import { sharedMember } from './kit/sharedToken';

/** SharePoint writes it in lower case. */
const validation: Handshake = {
  name: 'Microsoft validation token',
  secret: 'none',
  about: { request: 'POST with `validationToken` in the query', response: 'the token as text' },
  respond({ method, query }) {
    const token = query.get('validationToken') ?? query.get('validationtoken');
    return method === 'POST' && token ? textResponse(token) : undefined;
  },
};

export const microsoftGraph: Provider = {
  name: 'Microsoft Graph, SharePoint, Business Central',
  docs: { url: 'https://learn.microsoft.com/graph/change-notifications-delivery-webhooks', read: '2026-11-30' },
  hosts: ['graph.microsoft.com', 'sharepoint.com', 'businesscentral.dynamics.com'],
  event: { body: ['value', '0', 'changeType'] },
  inRequest: [sharedMember('clientState', { always: true })],
  handshakes: [validation],
  secrets: { query: ['validationToken'], body: ['clientState'] },
  secret: '`clientState` of the subscription',
  expiry: 'at `expirationDateTime`, unless it is renewed',
};
