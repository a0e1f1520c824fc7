import { getChallenge } from './kit/generalHandshakes';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';

const header = /^x-adobe-digital-signature-[12]$/;

export const adobeIo: Provider = {
  name: 'Adobe I/O Events',
  docs: { url: 'https://developer.adobe.com/events/docs/guides/' },
  hosts: ['adobe.io'],
  event: { body: ['event', '@type'] },
  deliveryId: { header: 'x-adobe-event-id' },
  signatures: [
    keyPairVerifier({
      name: 'Adobe I/O',
      header,
      algorithm: 'RSA-SHA256',
      given: ({ headers }) =>
        Object.entries(headers).flatMap(([name, value]) => (header.test(name) ? [Buffer.from(value, 'base64')] : [])),
      signs: 'body',
      message: ({ body }) => body,
      published: {
        hosts: /^static\.adobeioevents\.com$/,
        where: '`static.adobeioevents.com`',
        // A path: the host is not the sender's choice.
        url({ headers }) {
          const path = headers['x-adobe-public-key1-path'];
          return path?.startsWith('/') ? `https://static.adobeioevents.com${path}` : undefined;
        },
      },
    }),
  ],
  handshakes: [getChallenge],
  secret: 'none: the public key is fetched after a yes, or given in PEM',
};
