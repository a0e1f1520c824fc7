import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { emptyResponse, parseHandshake } from './kit/handshakeBody';
import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { unverifiedWarning } from './kit/responses';

/** No events yet, and an empty response; a wrong signature must be answered with 401. */
const intent: Handshake = {
  name: 'Xero intent to receive',
  secret: 'signs',
  about: {
    request: 'a POST without events, with right and wrong signatures',
    response: 'empty; 401 when the signature is wrong',
  },
  respond(incoming, { secrets: [secret] }) {
    if (incoming.headers['x-xero-signature'] === undefined) return undefined;
    const body = parseHandshake(incoming);
    if (!isObject(body) || !Array.isArray(body.events) || body.events.length > 0) return undefined;
    return {
      ...emptyResponse,
      ...(secret === undefined && { problem: unverifiedWarning(t('the signing key of the webhook')) }),
    };
  },
};

export const xero: Provider = {
  name: 'Xero',
  docs: {
    url: 'https://developer.xero.com/documentation/guides/webhooks/overview/',
    read: '2026-11-30',
    source: 'hookdeck/webhook-skills, public receivers',
  },
  hosts: ['xero.com'],
  signatures: [ofBody('Xero', 'x-xero-signature', base64)],
  handshakes: [intent],
  secret: 'the webhook key',
};
