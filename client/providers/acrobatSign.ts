import type { Handshake, HandshakeResponse } from './kit/handshake';
import type { Provider } from './kit/provider';
import { jsonResponse } from './kit/responses';

/** The client id of the request, in the header or the body of the response. */
function withClientId(headers: Record<string, string>): HandshakeResponse | undefined {
  const id = headers['x-adobesign-clientid'];
  if (!id) return undefined;
  const response = jsonResponse({ xAdobeSignClientId: id });
  return { ...response, headers: { ...response.headers, 'X-AdobeSign-ClientId': id } };
}

/** Every delivery requires the same: see the acknowledgement. */
const verification: Handshake = {
  name: 'Acrobat Sign client id',
  secret: 'none',
  about: { request: 'GET with `X-AdobeSign-ClientId`', response: 'the same value' },
  respond: ({ method, headers }) => (method === 'GET' ? withClientId(headers) : undefined),
};

export const acrobatSign: Provider = {
  name: 'Acrobat Sign',
  docs: { url: 'https://opensource.adobe.com/acrobat-sign/webhooks/index.html' },
  hosts: ['adobesign.com', 'echosign.com'],
  event: { body: ['event'] },
  deliveryId: { body: ['webhookNotificationId'] },
  handshakes: [verification],
  acknowledgement: { about: '`X-AdobeSign-ClientId`, repeated', respond: ({ headers }) => withClientId(headers) },
};
