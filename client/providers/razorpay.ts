import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const razorpay: Provider = {
  name: 'Razorpay',
  docs: { url: 'https://razorpay.com/docs/webhooks/validate-test/', read: '2026-11-30', source: 'razorpay 2.9.8' },
  hosts: ['razorpay.com'],
  event: { body: ['event'] },
  deliveryId: { header: 'x-razorpay-event-id' },
  signatures: [ofBody('Razorpay', 'x-razorpay-signature', hex)],
  secret: '`secret` of the webhook',
};
