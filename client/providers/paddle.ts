import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const paddle: Provider = {
  name: 'Paddle',
  docs: {
    url: 'https://developer.paddle.com/webhooks/signature-verification',
    read: '2026-11-30',
    source: '@paddle/paddle-node-sdk 3.10.0',
  },
  hosts: ['paddle.com'],
  event: { body: ['event_type'] },
  deliveryId: { body: ['event_id'] },
  signatures: [
    // Its library allows 5 seconds, which a tunnel may use up: the general tolerance applies.
    inParts('Paddle', 'paddle-signature', { time: 'ts', signature: 'h1', separator: ';', between: ':' }),
  ],
  secret: 'the secret key of the notification destination',
};
