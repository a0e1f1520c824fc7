import { t } from '../webhooks/text';
import type { Delivery } from '../webhooks/types';
import { maxHeldBytes } from './body';
import { describedVerifier, type SignatureDescription } from './describedSignature';
import { type SignatureVerdict, type SignatureVerifier, type Signed, unknownReason, wrong } from './hmac';
import { verifiers } from './verifiers';

/** Headers by which a provider signs in a way that is not verified. */
const otherHeaders = /^(x-hub-signature|x-signature(-sha256)?)$/;

/** How the deliveries of one webhook are signed. */
export interface SigningKeys {
  /** The one in use first; more while a key is rotated. Empty where there is none. */
  secrets: readonly string[];
  /** Where a person has described it; else it is told by the headers. */
  described?: SignatureDescription;
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
  if (keys.secrets.length === 0 || !verifier) return unverified(signed.headers, keys, verifier);
  return judged(
    verifier,
    keys.secrets.map((secret) => verifier.verify(signed, secret)),
  );
}

/** The same for a body that is not held in memory: each chunk of it, then the verdict. */
export function beginSignature(
  signed: Omit<Signed, 'body' | 'now'>,
  keys: SigningKeys,
): { update(chunk: Buffer): void; verdict(): CheckedSignature } {
  const verifier = verifierFor(signed.headers, keys);
  if (keys.secrets.length === 0 || !verifier) {
    return { update: () => {}, verdict: () => unverified(signed.headers, keys, verifier) };
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
  const names = Object.keys(headers);
  const candidates = described ? [describedVerifier(described)] : verifiers;
  return candidates.find(({ header }) => names.some((name) => header.test(name)));
}

function unverified(
  headers: Record<string, string>,
  { secrets }: SigningKeys,
  verifier: SignatureVerifier | undefined,
): CheckedSignature {
  const isSigned = verifier !== undefined || Object.keys(headers).some((name) => otherHeaders.test(name));
  return { signature: secrets.length === 0 && isSigned ? 'unknown' : 'absent' };
}

/** One secret that fits is enough. Of the reasons against all of them, the one that says most is told. */
function judged({ name }: SignatureVerifier, verdicts: SignatureVerdict[]): CheckedSignature {
  if (verdicts.some(({ valid }) => valid)) return { signature: 'valid' };
  const reasons = verdicts.flatMap((verdict) => (verdict.valid ? [] : [verdict.why]));
  const told = reasons.find((why) => !why.startsWith(unknownReason())) ?? reasons[0] ?? '';
  const all = reasons.length > 1 ? ` ${t('None of the {0} secrets that are kept fits.', reasons.length)}` : '';
  return { signature: 'invalid', why: `${name}: ${told}${all}` };
}
