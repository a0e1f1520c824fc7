import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const linear: Provider = {
  name: 'Linear',
  docs: {
    url: 'https://linear.app/developers/webhooks',
    read: '2026-11-30',
    source: 'the pages of @linear/sdk, hookdeck/webhook-skills',
  },
  hosts: ['linear.app'],
  event: { header: 'linear-event' },
  deliveryId: { header: 'linear-delivery' },
  signatures: [ofBody('Linear', 'linear-signature', hex)],
};
