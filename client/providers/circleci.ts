import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const circleci: Provider = {
  name: 'CircleCI',
  docs: { url: 'https://circleci.com/docs/outbound-webhooks/' },
  hosts: ['circleci.com'],
  event: { header: 'circleci-event-type' },
  deliveryId: { body: ['id'] },
  signatures: [ofBody('CircleCI', 'circleci-signature', hex, 'v1=')],
  secret: '`signing-secret` of the webhook',
};
