import type { Delivery } from '../webhooks/types';
import type { Signed } from './hmac';
import { verifiers } from './verifiers';

/** Headers by which a provider signs in a way that is not verified. */
const otherHeaders = /^(x-hub-signature|x-signature(-sha256)?)$/;

/**
 * What a request's signature is worth. Without a secret nothing can be said about one that is there (`unknown`); with
 * one, anything but `valid` is to be refused, and a signature of a kind that we cannot verify counts as `absent`.
 */
export function checkSignature(
  signed: Signed,
  secret: string | undefined,
): { signature: Delivery['signature']; why?: string } {
  const names = Object.keys(signed.headers);
  const verifier = verifiers.find(({ header }) => names.some((name) => header.test(name)));
  if (secret === undefined) {
    return { signature: verifier || names.some((name) => otherHeaders.test(name)) ? 'unknown' : 'absent' };
  }
  if (!verifier) return { signature: 'absent' };
  const verdict = verifier.verify(signed, secret);
  return verdict.valid ? { signature: 'valid' } : { signature: 'invalid', why: `${verifier.name}: ${verdict.why}` };
}
