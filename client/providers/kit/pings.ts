import type { Handshake } from './handshake';
import { emptyResponse } from './handshakeBody';

/** A signed ping that any 2xx answers. Gitea and others that imitate GitHub send it as well. */
export const githubPing: Handshake = {
  name: 'GitHub ping',
  secret: 'signs',
  about: { request: 'the event `ping`, signed', response: '200' },
  respond: ({ headers }) => (headers['x-github-event'] === 'ping' ? emptyResponse : undefined),
};
