import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { emptyResponse, parseHandshake, shownText } from './kit/handshakeBody';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

/** The token must be sent back by a separate call, and signs deliveries. */
const token: Handshake = {
  name: 'Gusto verification token',
  secret: 'delivers',
  about: {
    request: '`verification_token` with `webhook_subscription_uuid`',
    response: '200; the token is shown and kept',
  },
  respond(incoming) {
    const body = parseHandshake(incoming);
    if (incoming.method !== 'POST' || !isObject(body) || typeof body.webhook_subscription_uuid !== 'string')
      return undefined;
    const { verification_token: value } = body;
    if (typeof value !== 'string' || value === '') return undefined;
    return {
      ...emptyResponse,
      secret: value,
      problem: t('Verify the webhook at the service with this token: {0}', shownText(value)),
    };
  },
};

export const gusto: Provider = {
  name: 'Gusto',
  docs: { url: 'https://docs.gusto.com/app-integrations/docs/webhooks' },
  hosts: ['gusto.com', 'gusto-demo.com'],
  event: { body: ['event_type'] },
  deliveryId: { body: ['uuid'] },
  signatures: [ofBody('Gusto', 'x-gusto-signature', hex)],
  handshakes: [token],
  secrets: { body: ['verification_token'] },
  secret: 'comes in the handshake',
};
