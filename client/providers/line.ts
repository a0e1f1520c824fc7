import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const line: Provider = {
  name: 'LINE',
  docs: {
    url: 'https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/',
    read: '2026-11-30',
    source: '@line/bot-sdk 10.8.0',
  },
  hosts: ['line.me'],
  signatures: [ofBody('LINE', 'x-line-signature', base64)],
  secret: 'the channel secret',
};
