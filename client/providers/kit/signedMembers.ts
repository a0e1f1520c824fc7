/** Signatures in a body, next to the members that they sign. */
import { createHmac } from 'node:crypto';
import type { Json } from '../../common/json';
import { equalBytes } from './hmac';
import type { RequestVerifier } from './requestVerifier';
import { invalid, showsSender } from './signature';

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** True when a text is the HMAC-SHA256 of another one. */
export function hmacFits(given: unknown, encoding: 'hex' | 'base64', key: string | Buffer, signed: string): boolean {
  // Everybody can sign with an empty key.
  if (key.length === 0) return false;
  const expected = createHmac('sha256', key).update(signed).digest();
  return equalBytes(Buffer.from(textOf(given), encoding), expected);
}

/**
 * A proof over a part of the body.
 * @param fits undefined where the body has no signature of this kind
 */
export const partlySigned = (
  name: string,
  algorithm: string,
  signs: string,
  fits: (body: Json, secret: string) => boolean | undefined,
): RequestVerifier => ({
  name,
  facts: { algorithm, signs, coversBody: false },
  verify(_, parsed, secret) {
    const isRight = parsed === undefined ? undefined : fits(parsed, secret);
    if (isRight === undefined) return undefined;
    return isRight ? showsSender : invalid({ code: 'mismatch' });
  },
});
