import { base64, iso, stamped } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const zendesk: Provider = {
  name: 'Zendesk',
  docs: { url: 'https://developer.zendesk.com/documentation/webhooks/verifying/', read: '2026-11-30' },
  hosts: ['zendesk.com'],
  event: { body: ['type'] },
  deliveryId: { header: 'x-zendesk-webhook-invocation-id' },
  signatures: [
    stamped(
      'Zendesk',
      'x-zendesk-webhook-signature',
      base64,
      { header: 'x-zendesk-webhook-signature-timestamp', ...iso },
      'timestamp + body',
      (timestamp, body) => [timestamp, body],
    ),
  ],
};
