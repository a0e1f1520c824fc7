import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const pagerduty: Provider = {
  name: 'PagerDuty',
  docs: {
    url: 'https://developer.pagerduty.com/docs/verifying-webhook-signatures',
    read: '2026-11-30',
    source: 'PagerDuty/developer-docs, PagerDuty/go-pagerduty 1.8.0',
  },
  hosts: ['pagerduty.com'],
  event: { body: ['event', 'event_type'] },
  deliveryId: { body: ['event', 'id'] },
  signatures: [ofBody('PagerDuty', 'x-pagerduty-signature', hex, 'v1=')],
  secret: 'comes in the response to the create call',
};
