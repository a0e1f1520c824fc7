import { standardWebhooks } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const polar: Provider = {
  name: 'Polar',
  docs: { url: 'https://polar.sh/docs/integrate/webhooks/delivery' },
  hosts: ['polar.sh'],
  event: { body: ['type'] },
  deliveryId: { header: 'webhook-id' },
  signatures: [standardWebhooks],
  secret: '`secret` of the endpoint: its text is the key, not base64',
};
