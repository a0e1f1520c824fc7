import { inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const qonto: Provider = {
  name: 'Qonto',
  docs: { url: 'https://docs.qonto.com/api-reference/business-api/webhooks/overview', read: '2026-11-30' },
  hosts: ['qonto.com'],
  event: { body: ['event'] },
  signatures: [inParts('Qonto', 'x-qonto-signature', { time: 't', signature: 'v1', separator: ',', between: '.' })],
  secret: '`secret` of the subscription',
};
