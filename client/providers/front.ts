import type { Handshake } from './kit/handshake';
import { parseEpoch } from './kit/hmacParts';
import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { jsonResponse } from './kit/responses';

const challenge: Handshake = {
  name: 'Front challenge',
  secret: 'signs',
  about: { request: '`X-Front-Challenge`, signed', response: 'the challenge as JSON' },
  respond({ headers }) {
    const value = headers['x-front-challenge'];
    return value ? jsonResponse({ challenge: value }) : undefined;
  },
};

export const front: Provider = {
  name: 'Front',
  docs: { url: 'https://dev.frontapp.com/docs/application-webhooks' },
  hosts: ['frontapp.com'],
  event: { body: ['type'] },
  signatures: [
    ofBody('Front', 'x-front-signature', base64, '', {
      stamp: ({ now }) => ({ 'x-front-request-timestamp': String(now) }),
      signs: 'timestamp:body',
      base: ({ headers, body }) => [`${headers['x-front-request-timestamp'] ?? ''}:`, body],
      signedAt: (headers) => parseEpoch(headers['x-front-request-timestamp']),
    }),
  ],
  handshakes: [challenge],
  secret: 'the signing key of the application',
};
