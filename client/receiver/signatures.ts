import { t } from '../webhooks/text';
import type { Delivery } from '../webhooks/types';
import { maxHeldBytes } from './body';
import { commonVerifier, looksSigned } from './commonHmac';
import { describedVerifier, type SignatureDescription } from './describedSignature';
import { isSignedBy, type SignatureVerdict, type SignatureVerifier, type Signed, unknownReason, wrong } from './hmac';
import { sharedSecretIn } from './sharedSecret';
import { verifierOf } from './verifiers';

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
 * one, anything but `valid` is to be refused, and a signature of a kind that we cannot verify counts as `absent`.
 */
export function checkSignature(signed: Signed, keys: SigningKeys): CheckedSignature {
  const verifier = verifierFor(signed.headers, keys);
  if (keys.secrets.length === 0 || !verifier) return unverified(signed, keys, verifier);
  const checked = judged(
    verifier,
    keys.secrets.map((secret) => verifier.verify(signed, secret)),
  );
  // What looks like an HMAC may be a digest that anybody can make, beside the secret itself.
  const isGuessed = checked.signature === 'invalid' && !keys.described && !verifierOf(signed.headers);
  const isSent = isGuessed && keys.secrets.some((secret) => sharedSecretIn(signed, secret, signed.now)?.valid);
  return isSent ? { signature: 'valid' } : checked;
}

/** The same for a body that is not held in memory: each chunk of it, then the verdict. */
export function beginSignature(
  signed: Omit<Signed, 'body' | 'now'>,
  keys: SigningKeys,
): { update(chunk: Buffer): void; verdict(): CheckedSignature } {
  const verifier = verifierFor(signed.headers, keys);
  if (keys.secrets.length === 0 || !verifier) {
    const body = Buffer.alloc(0);
    return { update: () => {}, verdict: () => unverified({ ...signed, body, now: Date.now() }, keys, verifier) };
  }
  const running = keys.secrets.map((secret) => verifier.begin?.({ ...signed, now: 0 }, secret));
  return {
    update(chunk) {
      for (const one of running) one?.update(chunk);
    },
    verdict: () =>
      judged(
        verifier,
        running.map((one) => one?.verdict(Date.now()) ?? wrong(tooLarge())),
      ),
  };
}

const tooLarge = () => t("with this provider's signature a body of more than {0} bytes is not verified.", maxHeldBytes);

function verifierFor(headers: Record<string, string>, { described }: SigningKeys): SignatureVerifier | undefined {
  if (!described) return verifierOf(headers) ?? commonVerifier(headers);
  const verifier = describedVerifier(described);
  return isSignedBy(verifier, headers) ? verifier : undefined;
}

function unverified(
  signed: Pick<Signed, 'headers' | 'body' | 'now'>,
  { secrets, described }: SigningKeys,
  verifier: SignatureVerifier | undefined,
): CheckedSignature {
  const other = Object.keys(signed.headers).find(looksSigned);
  if (secrets.length === 0) return { signature: verifier || other ? 'unknown' : 'absent' };
  if (described) return { signature: 'absent' };
  const verdicts = secrets.flatMap((secret) => sharedSecretIn(signed, secret, signed.now) ?? []);
  if (verdicts.some(({ valid }) => valid)) return { signature: 'valid' };
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
function judged({ name }: SignatureVerifier, verdicts: SignatureVerdict[]): CheckedSignature {
  if (verdicts.some(({ valid }) => valid)) return { signature: 'valid' };
  const reasons = verdicts.flatMap((verdict) => (verdict.valid ? [] : [verdict.why]));
  const told = reasons.find((why) => !why.startsWith(unknownReason())) ?? reasons[0] ?? '';
  const all = reasons.length > 1 ? ` ${t('None of the {0} secrets that are kept fits.', reasons.length)}` : '';
  return { signature: 'invalid', why: `${name}: ${told}${all}` };
}
