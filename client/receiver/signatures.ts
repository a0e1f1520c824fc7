import type { Delivery } from '../webhooks/types';
import { maxHeldBytes } from './body';
import { type SignatureVerdict, type SignatureVerifier, type Signed, wrong } from './hmac';
import { verifiers } from './verifiers';

/** Headers by which a provider signs in a way that is not verified. */
const otherHeaders = /^(x-hub-signature|x-signature(-sha256)?)$/;

export interface CheckedSignature {
  signature: Delivery['signature'];
  why?: string;
}

/**
 * What a request's signature is worth. Without a secret nothing can be said about one that is there (`unknown`); with
 * one, anything but `valid` is to be refused, and a signature of a kind that we cannot verify counts as `absent`.
 */
export function checkSignature(signed: Signed, secret: string | undefined): CheckedSignature {
  const verifier = verifierFor(signed.headers);
  if (secret === undefined || !verifier) return unverified(signed.headers, secret, verifier);
  return judged(verifier, verifier.verify(signed, secret));
}

/** The same for a body that is not held in memory: each chunk of it, then the verdict. */
export function beginSignature(
  signed: Omit<Signed, 'body' | 'now'>,
  secret: string | undefined,
): { update(chunk: Buffer): void; verdict(): CheckedSignature } {
  const verifier = verifierFor(signed.headers);
  if (secret === undefined || !verifier) {
    return { update: () => {}, verdict: () => unverified(signed.headers, secret, verifier) };
  }
  const running = verifier.begin?.({ ...signed, now: 0 }, secret);
  return {
    update: (chunk) => running?.update(chunk),
    verdict: () => judged(verifier, running?.verdict(Date.now()) ?? wrong(tooLarge)),
  };
}

const tooLarge = `with this provider's signature a body of more than ${maxHeldBytes} bytes is not verified.`;

const verifierFor = (headers: Record<string, string>): SignatureVerifier | undefined => {
  const names = Object.keys(headers);
  return verifiers.find(({ header }) => names.some((name) => header.test(name)));
};

function unverified(
  headers: Record<string, string>,
  secret: string | undefined,
  verifier: SignatureVerifier | undefined,
): CheckedSignature {
  const isSigned = verifier !== undefined || Object.keys(headers).some((name) => otherHeaders.test(name));
  return { signature: secret === undefined && isSigned ? 'unknown' : 'absent' };
}

const judged = ({ name }: SignatureVerifier, verdict: SignatureVerdict): CheckedSignature =>
  verdict.valid ? { signature: 'valid' } : { signature: 'invalid', why: `${name}: ${verdict.why}` };
