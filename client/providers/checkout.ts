import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const checkout: Provider = {
  name: 'Checkout.com',
  docs: { url: 'https://www.checkout.com/docs/developer-resources/webhooks/secure-your-webhook-server' },
  hosts: ['checkout.com'],
  event: { body: ['type'] },
  deliveryId: { body: ['id'] },
  signatures: [ofBody('Checkout.com', 'cko-signature', hex)],
  secrets: { headers: ['authorization'] },
  secret: 'the signature key of the workflow',
};
