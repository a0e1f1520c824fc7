import type { Handshake } from './kit/handshake';
import { carriesEvents } from './kit/handshakeBody';
import { hookSignature } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

/** The secret comes in a request without events. Wrike's deliveries have a header of the same name. */
const secretEcho: Handshake = {
  name: 'X-Hook-Secret',
  secret: 'delivers',
  isUnsigned: true,
  about: { request: 'a POST with `X-Hook-Secret`', response: 'the same header; the secret is kept' },
  respond(incoming) {
    const secret = incoming.headers['x-hook-secret'];
    if (incoming.method !== 'POST' || !secret || carriesEvents(incoming)) return undefined;
    return { status: 200, headers: { 'X-Hook-Secret': secret }, secret };
  },
};

export const asana: Provider = {
  name: 'Asana',
  docs: {
    url: 'https://developers.asana.com/reference/createwebhook',
    read: '2026-11-30',
    source: 'the reference for the handshake, hookdeck/webhook-skills for the signature',
  },
  hosts: ['asana.com'],
  signatures: [hookSignature],
  handshakes: [secretEcho],
  secrets: { headers: ['x-hook-secret'] },
  secret: 'comes in the handshake',
};
