import { parseEpoch } from './kit/hmacParts';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

/** Method, path, the headers that are listed as signed, and the body, in lines. */
const signature = ofBody('Contentful', 'x-contentful-signature', hex, '', {
  stamp: ({ now, headers }) => ({
    'x-contentful-timestamp': String(now),
    'x-contentful-signed-headers':
      headers['x-contentful-signed-headers'] ?? 'x-contentful-signed-headers,x-contentful-timestamp',
  }),
  signs: 'method, path, signed headers and body in lines',
  base: ({ method, url, headers, body }) => [`${method}\n${pathOf(url)}\n${signedHeaders(headers)}\n`, body],
  signedAt: (headers) => parseEpoch(headers['x-contentful-timestamp']),
  signsUrl: true,
});

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return search === '' ? pathname : encodeURI(`${pathname}?${encodeURIComponent(search.slice(1))}`);
};

function signedHeaders(headers: Record<string, string>): string {
  const names = (headers['x-contentful-signed-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const wanted = names.filter((name) => headers[name] !== undefined).sort();
  return wanted.map((name) => `${name}:${headers[name]!.trim()}`).join(';');
}

export const contentful: Provider = {
  name: 'Contentful',
  docs: {
    url: 'https://www.contentful.com/developers/docs/webhooks/request-verification/',
    read: '2026-11-30',
    source: '@contentful/node-apps-toolkit 3.16.1',
  },
  hosts: ['contentful.com'],
  event: { header: 'x-contentful-topic' },
  deliveryId: { header: 'x-contentful-idempotency-key' },
  signatures: [signature],
  secret: 'the signing secret of the space',
};
