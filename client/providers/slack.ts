import type { Handshake } from './kit/handshake';
import { urlVerification } from './kit/handshakeBody';
import { versioned } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { textResponse } from './kit/responses';

/** Lark sends the same request, and takes only JSON: see lark.ts, which is asked first. */
const verification: Handshake = {
  name: 'Slack URL verification',
  secret: 'none',
  about: { request: '`url_verification`', response: 'the challenge as text' },
  respond(incoming) {
    const challenge = urlVerification(incoming);
    return challenge === undefined ? undefined : textResponse(challenge);
  },
};

export const slack: Provider = {
  name: 'Slack',
  docs: {
    url: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
    read: '2026-11-30',
    source: '@slack/bolt 4.2.1',
  },
  hosts: ['slack.com'],
  event: { body: ['event', 'type'] },
  deliveryId: { body: ['event_id'] },
  signatures: [versioned('Slack', 'x-slack-signature', 'x-slack-request-timestamp', 5 * 60_000)],
  handshakes: [verification],
  secrets: { body: ['token'] },
  secret: 'the signing secret of the app',
};
