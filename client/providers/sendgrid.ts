import { parseEpoch } from './kit/hmacParts';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';

const time = 'x-twilio-email-event-webhook-timestamp';

export const sendgrid: Provider = {
  name: 'SendGrid',
  docs: {
    url: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
    read: '2026-11-30',
    source: '@sendgrid/eventwebhook 8.0.0',
  },
  hosts: ['sendgrid.com'],
  signatures: [
    keyPairVerifier({
      name: 'SendGrid',
      header: /^x-twilio-email-event-webhook-signature$/,
      algorithm: 'ECDSA-SHA256',
      given: ({ headers }) => [Buffer.from(headers['x-twilio-email-event-webhook-signature'] ?? '', 'base64')],
      signs: 'timestamp + body',
      // Nothing separates both, as at Discord.
      message({ headers, body }) {
        const stamp = headers[time] ?? '';
        return /^\d{10}$/.test(stamp) ? Buffer.concat([Buffer.from(stamp), body]) : undefined;
      },
      signedAt: ({ headers }) => parseEpoch(headers[time]),
    }),
  ],
  secret: 'the verification key of the settings',
};
