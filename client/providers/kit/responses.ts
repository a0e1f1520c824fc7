/** Responses to handshakes, and to deliveries that require more than a status. */
import { createHmac, type Hmac } from 'node:crypto';
import { t } from '../../common/translate';
import type { HandshakeResponse } from './handshake';

export const textResponse = (body: string): HandshakeResponse => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
});

export const jsonResponse = (value: unknown): HandshakeResponse => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

export const hmacOf = (secret: string, text: string): Hmac => createHmac('sha256', secret).update(text);

/** The response to a handshake that cannot be answered without a secret. */
export const withoutSecret = (what: string, status = 401): HandshakeResponse => ({
  status,
  problem: t(
    "The handshake can't be completed without {0}. Register the webhook again and enter it as the signing secret.",
    what,
  ),
});

/** The warning for providers that also send a wrong signature and accept only a callback that refuses it. */
export const unverifiedWarning = (what: string): string =>
  t(
    'A wrong signature must get the response 401, which requires {0}. Register the webhook again and enter it as the signing secret.',
    what,
  );
