import { parseEpoch } from './kit/hmacParts';
import { base64, hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

/** Method, URI, body, timestamp in milliseconds. */
const third = ofBody('HubSpot v3', 'x-hubspot-signature-v3', base64, '', {
  stamp: ({ now }) => ({ 'x-hubspot-request-timestamp': String(now) }),
  signs: 'method + callback URL + body + timestamp',
  base: ({ method, url, body, headers }) => [
    method,
    url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent),
    body,
    headers['x-hubspot-request-timestamp'] ?? '',
  ],
  signedAt: (headers) => parseEpoch(headers['x-hubspot-request-timestamp']),
  toleranceMs: 5 * 60_000,
  signsUrl: true,
  needsDocument: true,
});

/** A plain digest; `x-hubspot-signature-version` has the version. */
const older = ofBody('HubSpot v1 and v2', 'x-hubspot-signature', { ...hex, plainDigest: true }, '', {
  signs: 'secret + body (v1); secret + method + callback URL + body (v2)',
  base: ({ method, url, body, headers }, key) =>
    headers['x-hubspot-signature-version'] === 'v2' ? [key, method, url, body] : [key, body],
  signsUrl: true,
  needsDocument: true,
});

export const hubspot: Provider = {
  name: 'HubSpot',
  docs: {
    url: 'https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests',
    read: '2026-11-30',
    source: '@hubspot/api-client 13',
  },
  hosts: ['hubapi.com', 'hubspot.com'],
  signatures: [third, older],
  secret: 'the client secret of the app',
};
