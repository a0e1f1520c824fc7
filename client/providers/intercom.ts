import { hubSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const intercom: Provider = {
  name: 'Intercom',
  docs: {
    url: 'https://developers.intercom.com/docs/webhooks',
    read: '2026-11-30',
    source: 'triggerdotdev/trigger.dev, hookdeck/webhook-skills',
  },
  hosts: ['intercom.io'],
  event: { body: ['topic'] },
  deliveryId: { body: ['id'] },
  signatures: [hubSignature.sha1],
  secret: 'the client secret of the app',
};
