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
  problem: t('This cannot be answered without {0}: register the webhook again with it as "secret".', what),
});

/** The warning for providers that also send a wrong signature and accept only a callback that refuses it. */
export const unverifiedWarning = (what: string): string =>
  t(
    'A wrong signature has to be answered with 401, which takes {0}: register the webhook again with it as "secret".',
    what,
  );
