import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { emptyResponse, parseHandshake, shownText } from './kit/handshakeBody';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

/** The token must be pasted at Notion by the person, and signs deliveries. */
const token: Handshake = {
  name: 'Notion verification token',
  secret: 'delivers',
  about: { request: 'a POST with `verification_token` alone', response: '200; the token is shown and kept' },
  respond(incoming) {
    const body = parseHandshake(incoming);
    if (incoming.method !== 'POST' || !isObject(body) || Object.keys(body).length !== 1) return undefined;
    const { verification_token: value } = body;
    if (typeof value !== 'string' || value === '') return undefined;
    return {
      ...emptyResponse,
      secret: value,
      problem: t('Paste this verification token at Notion: {0}', shownText(value)),
    };
  },
};

export const notion: Provider = {
  name: 'Notion',
  docs: {
    url: 'https://developers.notion.com/reference/webhooks',
    read: '2026-11-30',
    source: 'notionrs_webhooks 0.2.0, hookdeck/webhook-skills',
  },
  hosts: ['notion.com', 'notion.so'],
  event: { body: ['type'] },
  deliveryId: { body: ['id'] },
  signatures: [ofBody('Notion', 'x-notion-signature', hex, 'sha256=')],
  handshakes: [token],
  secrets: { body: ['verification_token'] },
  secret: 'comes in the handshake',
};
