import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const teams: Provider = {
  name: 'Microsoft Teams (outgoing webhook)',
  docs: {
    url: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook',
  },
  hosts: ['teams.microsoft.com'],
  signatures: [
    ofBody('Teams', 'authorization', base64, 'HMAC ', {
      isOurs: (headers) => /^HMAC /i.test(headers.authorization!),
      given: (headers) => /^HMAC\s+(\S+)$/i.exec(headers.authorization ?? '')?.slice(1, 2) ?? [],
      key: (secret) => Buffer.from(secret, 'base64'),
    }),
  ],
  secrets: { headers: ['authorization'] },
  secret: 'the security token of the outgoing webhook, base64',
};
