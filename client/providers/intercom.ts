import { hubSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const intercom: Provider = {
  name: 'Intercom',
  docs: { url: 'https://developers.intercom.com/docs/webhooks/setting-up-webhooks' },
  hosts: ['intercom.io'],
  event: { body: ['topic'] },
  deliveryId: { body: ['id'] },
  signatures: [hubSignature.sha1],
  secret: 'the client secret of the app',
};
