import { t } from '../../common/translate';
import type { Delivery } from '../../domain/delivery';
import type { SignatureDescription } from '../../domain/signature';
import { maxBufferedBytes } from '../requestBody';
import { customVerifier } from './customSignature';
import { detectingVerifier, mayHoldSignature } from './detectHmac';
import {
  invalid,
  isSignedBy,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  unknownReason,
} from './hmac';
import { holdsToken, streamDigests } from './jsonWebToken';
import { type SharedSecretRequest, verifySharedSecret } from './sharedSecret';
import { findVerifier } from './verifiers';

/** How the deliveries of one webhook are signed. */
export interface SigningKeys {
  /** The one in use first; more while a key is rotated. Empty where there is none. */
  secrets: readonly string[];
  /** Where a person has described it; else it is told by the headers. */
  described?: SignatureDescription;
  /** What the service says its secret is: nothing is refused because of it. */
  offered?: string;
}

export const noKeys: SigningKeys = { secrets: [] };

export interface CheckedSignature {
  signature: Delivery['signature'];
  why?: string;
}

/**
 * What a request's signature is worth. Without a secret nothing can be said about one that is there (`unknown`); with
 * one, whatever is not {@link isAccepted} is to be refused, and a signature of a kind that we cannot verify counts as
 * `absent`.
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

/** The service has the secret: `token` where that is all that is known, since nothing covers the body. */
export const isAccepted = (signature: CheckedSignature['signature']): boolean =>
  signature === 'valid' || signature === 'token';

/** What looks like an HMAC may be a digest that anybody can make, beside the secret itself. */
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

/** By the verdict that says most; undefined where all refuse. */
function strongestOf(verdicts: SignatureVerdict[]): 'valid' | 'token' | undefined {
  const covered = verdicts.flatMap((verdict) => (verdict.valid ? [verdict.covers] : []));
  if (covered.length === 0) return undefined;
  return covered.includes('body') ? 'valid' : 'token';
}

/** The same for a body that is not held in memory: each chunk of it, then the verdict. */
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
  const running = keys.secrets.map((secret) => verifier.streamHmac?.({ ...signed, now: 0 }, secret));
  return {
    update(chunk) {
      digested?.update(chunk);
      for (const one of running) one?.update(chunk);
    },
    verdict() {
      const verdicts = running.map((one) => one?.verdict(Date.now()) ?? invalid(tooLarge()));
      return orSharedSecret(combineVerdicts(verifier, verdicts), request(), keys);
    },
  };
}

const tooLarge = () =>
  t("with this provider's signature a body of more than {0} bytes is not verified.", maxBufferedBytes);

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
  for (const verdict of verdicts) if (!verdict.valid) return { signature: 'invalid', why: verdict.why };
  return {
    signature: 'absent',
    ...(other && {
      why: t(
        'Its header {0} holds a signature of a kind that is not verified here, such as one by a certificate.',
        other,
      ),
    }),
  };
}

/** One secret that fits is enough. Of the reasons against all of them, the one that says most is told. */
function combineVerdicts({ name }: SignatureVerifier, verdicts: SignatureVerdict[]): CheckedSignature {
  const signature = strongestOf(verdicts);
  if (signature) return { signature };
  const reasons = verdicts.flatMap((verdict) => (verdict.valid ? [] : [verdict.why]));
  const told = reasons.find((why) => !why.startsWith(unknownReason())) ?? reasons[0] ?? '';
  const all = reasons.length > 1 ? ` ${t('None of the {0} secrets that are kept fits.', reasons.length)}` : '';
  return { signature: 'invalid', why: `${name}: ${told}${all}` };
}
