import type { Handshake } from './kit/handshake';
import type { Provider } from './kit/provider';
import { jsonResponse } from './kit/responses';

/** The same request as Meta's, but a JSON response. */
const challenge: Handshake = {
  name: 'Strava hub.challenge',
  secret: 'none',
  comesFirst: true,
  about: { request: 'GET with `hub.challenge`', response: 'the challenge as JSON' },
  respond({ method, query }, { hosts }) {
    const value = query.get('hub.challenge');
    if (method !== 'GET' || !query.has('hub.mode') || !value) return undefined;
    return hosts.some((host) => /(^|\.)strava\.com$/i.test(host))
      ? jsonResponse({ 'hub.challenge': value })
      : undefined;
  },
};

export const strava: Provider = {
  name: 'Strava',
  docs: { url: 'https://developers.strava.com/docs/webhooks/' },
  hosts: ['strava.com'],
  event: { body: ['aspect_type'] },
  handshakes: [challenge],
  secrets: { query: ['hub.verify_token'] },
};
