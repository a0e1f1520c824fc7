import type { Delivery } from '../../domain/delivery';
import type { SignatureDescription } from '../../domain/signature';
import { maxBufferedBytes } from '../requestBody';
import { customVerifier } from './customSignature';
import { detectingVerifier, mayHoldSignature } from './detectHmac';
import { invalid, isSignedBy, type SignatureVerdict, type SignatureVerifier, type SignedRequest } from './hmac';
import { holdsToken, streamDigests } from './jsonWebToken';
import { namesCause, type SignatureReason } from './problem';
import { type SharedSecretRequest, verifySharedSecret } from './sharedSecret';
import { findVerifier } from './verifiers';

/** The secrets and the scheme with which the deliveries of one webhook are signed. */
export interface SigningKeys {
  /** The one in use first; more while a key is rotated. Empty where there is none. */
  secrets: readonly string[];
  /** The scheme as the user has described it. Without it, the headers of a delivery decide. */
  described?: SignatureDescription;
  /** The secret that the create response offered. No delivery is refused because of it until it has verified one. */
  offered?: string;
}

export const noKeys: SigningKeys = { secrets: [] };

/** The signature of a request as it is stored with the delivery. */
export interface CheckedSignature {
  signature: Delivery['signature'];
  /** Why it was refused, or why nothing could be verified. */
  reason?: SignatureReason;
}

/**
 * Verifies the signature of a request. Without a secret, a signature that is there is `unknown`. With one, whatever is
 * not {@link isAccepted} must be refused, and a signature of a kind that cannot be verified counts as `absent`.
 */
export function checkSignature(signed: SignedRequest, keys: SigningKeys): CheckedSignature {
  const verifier = chooseVerifier(signed.headers, keys);
  if (keys.secrets.length === 0 || !verifier) return checkWithoutVerifier(signed, keys, verifier);
  const checked = combineVerdicts(
    verifier,
    keys.secrets.map((secret) => verifier.verify(signed, secret)),
  );
  return orSharedSecret(checked, signed, keys);
}

/** True when the sender has proven that it knows the secret; with `token`, nothing covers the body. */
export const isAccepted = (signature: CheckedSignature['signature']): boolean =>
  signature === 'valid' || signature === 'token';

/** A header that looks like an HMAC may be a digest that anybody can make, sent next to the secret itself. */
function orSharedSecret(
  checked: CheckedSignature,
  request: SharedSecretRequest & Pick<SignedRequest, 'now'>,
  { secrets, described }: SigningKeys,
): CheckedSignature {
  const isGuessed = checked.signature === 'invalid' && !described && !findVerifier(request.headers);
  if (!isGuessed) return checked;
  const signature = strongestOf(secrets.flatMap((secret) => verifySharedSecret(request, secret, request.now) ?? []));
  return signature ? { signature } : checked;
}

/** The strongest of the verdicts; undefined where none is valid. */
function strongestOf(verdicts: SignatureVerdict[]): 'valid' | 'token' | undefined {
  const covered = verdicts.flatMap((verdict) => (verdict.valid ? [verdict.covers] : []));
  if (covered.length === 0) return undefined;
  return covered.includes('body') ? 'valid' : 'token';
}

/** As {@link checkSignature}, for a body that is not held in memory: update with each chunk, then ask for the verdict. */
export function streamSignature(
  signed: Omit<SignedRequest, 'body' | 'now'>,
  keys: SigningKeys,
): { update(chunk: Buffer): void; verdict(): CheckedSignature } {
  const verifier = chooseVerifier(signed.headers, keys);
  const digested = keys.secrets.length > 0 && holdsToken(signed.headers) ? streamDigests() : undefined;
  const request = () => ({ ...signed, body: Buffer.alloc(0), digests: digested?.digests, now: Date.now() });
  if (keys.secrets.length === 0 || !verifier) {
    return {
      update: (chunk) => digested?.update(chunk),
      verdict: () => checkWithoutVerifier(request(), keys, verifier),
    };
  }
  const running = keys.secrets.map((secret) => verifier.stream?.({ ...signed, now: 0 }, secret));
  return {
    update(chunk) {
      digested?.update(chunk);
      for (const one of running) one?.update(chunk);
    },
    verdict() {
      const verdicts = running.map(
        (one) => one?.verdict(Date.now()) ?? invalid({ code: 'bodyTooLarge', maxBytes: maxBufferedBytes }),
      );
      return orSharedSecret(combineVerdicts(verifier, verdicts), request(), keys);
    },
  };
}

function chooseVerifier(headers: Record<string, string>, { described }: SigningKeys): SignatureVerifier | undefined {
  if (!described) return findVerifier(headers) ?? detectingVerifier(headers);
  const verifier = customVerifier(described);
  return isSignedBy(verifier, headers) ? verifier : undefined;
}

function checkWithoutVerifier(
  signed: SharedSecretRequest & Pick<SignedRequest, 'now'>,
  { secrets, described }: SigningKeys,
  verifier: SignatureVerifier | undefined,
): CheckedSignature {
  const other = Object.keys(signed.headers).find(mayHoldSignature);
  if (secrets.length === 0) return { signature: verifier || other ? 'unknown' : 'absent' };
  if (described) return { signature: 'absent' };
  const verdicts = secrets.flatMap((secret) => verifySharedSecret(signed, secret, signed.now) ?? []);
  const signature = strongestOf(verdicts);
  if (signature) return { signature };
  const [problem] = verdicts.flatMap((verdict) => (verdict.valid ? [] : [verdict.problem]));
  if (problem) return { signature: 'invalid', reason: { code: 'rejected', problem, secretCount: secrets.length } };
  return { signature: 'absent', ...(other && { reason: { code: 'unsupportedScheme', header: other } }) };
}

/** One secret that fits is enough. Of the problems with all of them, one that names a cause is reported. */
function combineVerdicts({ name }: SignatureVerifier, verdicts: SignatureVerdict[]): CheckedSignature {
  const signature = strongestOf(verdicts);
  if (signature) return { signature };
  const problems = verdicts.flatMap((verdict) => (verdict.valid ? [] : [verdict.problem]));
  const problem = problems.find(namesCause) ?? problems[0]!;
  return { signature: 'invalid', reason: { code: 'rejected', scheme: name, problem, secretCount: problems.length } };
}
