import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake, HandshakeResponse } from './kit/handshake';
import { parseHandshake } from './kit/handshakeBody';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';
import { jsonResponse, unverifiedWarning } from './kit/responses';

/** A signed request of Discord with a type of its own in the body. */
const signedPing = (name: string, type: number, response: HandshakeResponse, words: string): Handshake => ({
  name,
  secret: 'signs',
  about: { request: `a signed request of type ${type}`, response: `${words}; 401 when the signature is wrong` },
  respond(incoming, { secrets: [secret] }) {
    if (incoming.headers['x-signature-ed25519'] === undefined) return undefined;
    const body = parseHandshake(incoming);
    if (!isObject(body) || body.type !== type) return undefined;
    return {
      ...response,
      ...(secret === undefined && { problem: unverifiedWarning(t('the public key of the application')) }),
    };
  },
});

const ping = signedPing('Discord ping', 1, jsonResponse({ type: 1 }), '`type` 1');

/** The response must have a content type although it has no content. */
const eventPing = signedPing(
  'Discord event ping',
  0,
  { status: 204, headers: { 'Content-Type': 'application/json' } },
  '204',
);

export const discord: Provider = {
  name: 'Discord',
  docs: {
    url: 'https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint',
    read: '2026-11-30',
    source: 'discord-interactions 4.4.0',
  },
  hosts: ['discord.com'],
  event: { body: ['event', 'type'] },
  signatures: [
    keyPairVerifier({
      name: 'Discord',
      header: /^x-signature-ed25519$/,
      algorithm: 'Ed25519',
      given: ({ headers }) => [Buffer.from(headers['x-signature-ed25519'] ?? '', 'hex')],
      signs: 'timestamp + body',
      message({ headers, body }) {
        // Nothing separates both: ten digits keep the beginning of the body out of the timestamp, and the other way round.
        const time = headers['x-signature-timestamp'] ?? '';
        return /^\d{10}$/.test(time) ? Buffer.concat([Buffer.from(time), body]) : undefined;
      },
    }),
  ],
  handshakes: [ping, eventPing],
  secret: 'the public key of the application',
};
