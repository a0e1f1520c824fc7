import { isObject } from '../common/json';
import { isPlainId } from './kit/bodyEdges';
import type { Handshake } from './kit/handshake';
import { parseHandshake } from './kit/handshakeBody';
import { hexAfter, parseDate, singleSignature } from './kit/hmacParts';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { textResponse } from './kit/responses';

const header = 'twitch-eventsub-message-signature';

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
  docs: { url: 'https://dev.twitch.tv/docs/eventsub/handling-webhook-events/', read: '2026-11-30' },
  hosts: ['twitch.tv'],
  event: { header: 'twitch-eventsub-subscription-type' },
  deliveryId: { header: 'twitch-eventsub-message-id' },
  signatures: [
    ofBody('Twitch', header, hex, 'sha256=', {
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
      signedAt: (headers) => parseDate(headers['twitch-eventsub-message-timestamp']),
      // Nothing separates the parts: the beginning of a body must not become a part of the id.
      given: (headers) =>
        isPlainId(headers['twitch-eventsub-message-id'] ?? '')
          ? singleSignature(header, hexAfter('sha256='))(headers)
          : [],
      toleranceMs: 10 * 60_000,
    }),
  ],
  handshakes: [verification],
  secret: '`transport.secret` of the subscription',
};
