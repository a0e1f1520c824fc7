import { isObject } from '../common/json';
import type { Handshake } from './kit/handshake';
import { parseHandshake } from './kit/handshakeBody';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { textResponse } from './kit/responses';

const verification: Handshake = {
  name: 'Twitch callback verification',
  secret: 'signs',
  about: { request: '`webhook_callback_verification`, signed', response: 'the challenge as text' },
  respond(incoming) {
    if (incoming.headers['twitch-eventsub-message-type'] !== 'webhook_callback_verification') return undefined;
    const body = parseHandshake(incoming);
    return isObject(body) && typeof body.challenge === 'string' ? textResponse(body.challenge) : undefined;
  },
};

export const twitch: Provider = {
  name: 'Twitch',
  docs: { url: 'https://dev.twitch.tv/docs/eventsub/handling-webhook-events/' },
  hosts: ['twitch.tv'],
  event: { header: 'twitch-eventsub-subscription-type' },
  deliveryId: { header: 'twitch-eventsub-message-id' },
  signatures: [
    ofBody('Twitch', 'twitch-eventsub-message-signature', hex, 'sha256=', {
      stamp: ({ id, now }) => ({
        'twitch-eventsub-message-id': id,
        'twitch-eventsub-message-timestamp': new Date(now).toISOString(),
      }),
      signs: 'id + timestamp + body',
      base: ({ headers, body }) => [
        headers['twitch-eventsub-message-id'] ?? '',
        headers['twitch-eventsub-message-timestamp'] ?? '',
        body,
      ],
      signedAt: (headers) => Date.parse(headers['twitch-eventsub-message-timestamp'] ?? ''),
      toleranceMs: 10 * 60_000,
    }),
  ],
  handshakes: [verification],
  secret: '`transport.secret` of the subscription',
};
