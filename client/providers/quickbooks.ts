import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const quickbooks: Provider = {
  name: 'QuickBooks',
  docs: { url: 'https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks' },
  hosts: ['intuit.com'],
  signatures: [ofBody('QuickBooks', 'intuit-signature', base64)],
  secret: 'the verifier token of the app',
};
