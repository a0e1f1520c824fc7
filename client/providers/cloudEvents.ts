import type { Handshake } from './kit/handshake';
import type { Provider } from './kit/provider';

const validation: Handshake = {
  name: 'CloudEvents validation',
  secret: 'none',
  about: {
    request: 'OPTIONS with `WebHook-Request-Origin`',
    response: '`WebHook-Allowed-Origin`, `WebHook-Allowed-Rate`',
  },
  respond({ method, headers }) {
    const origin = headers['webhook-request-origin'];
    if (method !== 'OPTIONS' || !origin) return undefined;
    return {
      status: 200,
      headers: {
        Allow: 'POST',
        'WebHook-Allowed-Origin': origin,
        'WebHook-Allowed-Rate': headers['webhook-request-rate'] ?? '*',
      },
    };
  },
};

export const cloudEvents: Provider = {
  name: 'CloudEvents 1.0',
  docs: { url: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md' },
  event: { header: 'ce-type' },
  deliveryId: { header: 'ce-id' },
  handshakes: [validation],
};
