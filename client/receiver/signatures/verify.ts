import type { Delivery } from '../../domain/delivery';
import type { SignatureDescription } from '../../domain/signature';
import { providers } from '../../providers';
import { holdsToken, streamDigests } from '../../providers/kit/jsonWebToken';
import { isPublicKeyText, parsePublicKey } from '../../providers/kit/publicKeys';
import {
  invalid,
  isSignedBy,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  type StreamingVerification,
} from '../../providers/kit/signature';
import { namesCause, type SignatureProblem, type SignatureReason } from '../../providers/kit/signatureProblem';
import { maxBufferedBytes } from '../requestBody';
import { customVerifier } from './customSignature';
import { detectingVerifier, mayHoldSignature } from './detectHmac';
import { publishedKeyOf } from './publishedKey';
import { type SharedSecretRequest, verifySharedSecret } from './sharedSecret';
import { findVerifiers } from './verifiers';

/** The secrets, the keys and the scheme with which the deliveries of one webhook are signed. */
export interface SigningKeys {
  /** The one in use first; more while a key is rotated. Empty where there is none. */
  secrets: readonly string[];
  /** The scheme as the user has described it. Without it, the headers of a delivery decide. */
  described?: SignatureDescription | undefined;
  /** The secret that the create response offered. No delivery is refused because of it until it has verified one. */
  offered?: string | undefined;
  /** The hosts of providers from which the person lets public keys be fetched. */
  keyHosts?: readonly string[];
  /** The text of the public key that the request at hand names, where it was fetched. */
  publishedKey?: string;
  /** The hosts of the service: one that signs with Ed25519 has a public key as its secret. */
  hosts?: readonly string[];
}

export const noKeys: SigningKeys = { secrets: [] };

/** True where a delivery without a valid signature is refused. */
export const requiresSignature = ({ secrets, keyHosts = [] }: SigningKeys): boolean =>
  secrets.length > 0 || keyHosts.length > 0;

/** The signature of a request as it is stored with the delivery. */
export interface CheckedSignature {
  signature: Delivery['signature'];
  /** What it was verified by: the name of a provider's scheme, or what fitted. Undefined where nothing was. */
  scheme?: string;
  /** Why it was refused, or why nothing could be verified. */
  reason?: SignatureReason;
}

/** The verdict of one verifier with one secret. */
interface NamedVerdict {
  verifier: SignatureVerifier;
  verdict: SignatureVerdict;
}

/**
 * Verifies the signature of a request. Without a secret, a signature that is there is `unknown`. With one, whatever is
 * not {@link isAccepted} must be refused, and a signature of a kind that cannot be verified counts as `absent`.
 * A header of a known name does not end the search: what does not fit the scheme of that name may fit another one.
 */
export function checkSignature(received: SignedRequest, given: SigningKeys): CheckedSignature {
  const keys = withoutEmpty(given);
  const signed = withQuerySignature(received);
  const byKey = checkByPublishedKey(signed, keys);
  if (byKey) return byKey;
  const { named, detecting } = verifiersFor(signed.headers, keys);
  if (keys.secrets.length === 0 || (named.length === 0 && !detecting)) {
    return checkWithoutVerifier(signed, keys, named.length > 0 || detecting !== undefined);
  }
  const verify = (verifier: SignatureVerifier): NamedVerdict[] =>
    secretsFor(verifier, keys).map((secret) => ({ verifier, verdict: verifier.verify(signed, secret) }));
  const verdicts = named.flatMap(verify);
  const tried = detecting && mayFitOtherwise(verdicts) ? verify(detecting) : [];
  if (verdicts.length + tried.length === 0) return checkWithoutVerifier(signed, keys, true);
  return orSharedSecret(combineVerdicts(verdicts, tried, keys), signed, keys, named.length === 0);
}

/** An empty secret, and one of blanks, proves nothing: everybody knows it. */
const withoutEmpty = (keys: SigningKeys): SigningKeys => ({
  ...keys,
  secrets: keys.secrets.filter((secret) => secret.trim() !== ''),
});

/** The request with the signature in its query as a header `?signature`, where no header can hold one (PandaDoc). */
function withQuerySignature<T extends Omit<SignedRequest, 'body' | 'now'>>(request: T): T {
  const [, query = ''] = request.url.split('?', 2);
  if (query === '' || Object.keys(request.headers).some(mayHoldSignature)) return request;
  const found = [...new URLSearchParams(query)].filter(([name]) => /^(x-)?(signature|hmac)$/i.test(name));
  return found.length === 0
    ? request
    : {
        ...request,
        headers: {
          ...request.headers,
          ...Object.fromEntries(found.map(([name, value]) => [`?${name.toLowerCase()}`, value])),
        },
      };
}

/** The secrets that a scheme may use: a public key is known to everybody, and serves only schemes with a key pair. */
const secretsFor = (verifier: SignatureVerifier, { secrets, hosts = [] }: SigningKeys): readonly string[] =>
  verifier.usesKeyPair ? secrets : secrets.filter((secret) => !isPublicKey(secret, hosts));

function isPublicKey(secret: string, hosts: readonly string[]): boolean {
  return isPublicKeyText(secret) || (signsWithEd25519(hosts) && parsePublicKey(secret) !== undefined);
}

/** True where everything that a service signs is signed with Ed25519, such as Discord and Telnyx. */
const signsWithEd25519 = (hosts: readonly string[]): boolean =>
  providers.some(
    ({ hosts: known = [], signatures = [] }) =>
      signatures.length > 0 &&
      signatures.every(({ facts }) => facts.algorithm === 'Ed25519') &&
      known.some((domain) => hosts.some((host) => host === domain || host.endsWith(`.${domain}`))),
  );

/** True when the sender has proven that it knows the secret; with `token`, nothing covers the body. */
export const isAccepted = (signature: CheckedSignature['signature']): boolean =>
  signature === 'valid' || signature === 'token';

/** The verifiers of the providers that the headers name, and one that tries the usual schemes after them. */
function verifiersFor(
  headers: Record<string, string>,
  { described }: SigningKeys,
): { named: SignatureVerifier[]; detecting?: SignatureVerifier | undefined } {
  if (!described) {
    const named = findVerifiers(headers);
    return { named, detecting: detectingVerifier(headers, named.length > 0) };
  }
  const verifier = customVerifier(described);
  return { named: isSignedBy(verifier, headers) ? [verifier] : [] };
}

/**
 * Problems of a signature that was made with the secret, or that the body is too large to verify: no other scheme can make
 * the request acceptable.
 */
const endsSearch = ({ code }: SignatureProblem): boolean =>
  /^(staleTimestamp|unreadableTimestamp|bodyDigestMismatch|contentDigestMismatch|bodyTooLarge)$/.test(code);

const mayFitOtherwise = (verdicts: NamedVerdict[]): boolean =>
  verdicts.every(({ verdict }) => !verdict.valid && !endsSearch(verdict.problem));

/** Verifies with the key that the provider publishes; undefined where the request names none, or secrets decide. */
function checkByPublishedKey(signed: SignedRequest, keys: SigningKeys): CheckedSignature | undefined {
  const published = keys.described ? undefined : publishedKeyOf(signed);
  if (!published) return undefined;
  const { verifier, host } = published;
  const { publishedKey, secrets } = keys;
  if (publishedKey !== undefined) {
    const tried = secrets.length > 0 ? secrets : [''];
    const verdicts = tried.map((secret) => ({ verifier, verdict: verifier.verify(signed, secret, publishedKey) }));
    return combineVerdicts(verdicts, [], keys);
  }
  const withSecrets = combineVerdicts(
    secrets.map((secret) => ({ verifier, verdict: verifier.verify(signed, secret) })),
    [],
    keys,
  );
  const needsKey = secrets.length === 0 || isKeyMissing(withSecrets);
  if (!needsKey) return withSecrets;
  return { signature: 'unknown', reason: { code: 'keyNotFetched', scheme: verifier.name, host } };
}

const isKeyMissing = ({ reason }: CheckedSignature): boolean =>
  reason?.code === 'rejected' && reason.problem.code === 'publicKeyForm';

/** A header that looks like an HMAC may be a digest that anybody can make, sent next to the secret itself. */
function orSharedSecret(
  checked: CheckedSignature,
  request: SharedSecretRequest,
  { secrets, described, hosts = [] }: SigningKeys,
  isGuessed: boolean,
): CheckedSignature {
  if (checked.signature !== 'invalid' || described || !isGuessed) return checked;
  const signature = strongestOf(
    secrets.flatMap((secret) => verifySharedSecret(request, secret, isPublicKey(secret, hosts)) ?? []),
  );
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
  received: Omit<SignedRequest, 'body' | 'now'>,
  given: SigningKeys,
): { update(chunk: Buffer): void; verdict(): CheckedSignature } {
  const keys = withoutEmpty(given);
  const signed = withQuerySignature(received);
  const { secrets } = keys;
  const { named, detecting } = verifiersFor(signed.headers, keys);
  const digested = secrets.length > 0 && holdsToken(signed.headers) ? streamDigests() : undefined;
  const request = () => ({ ...signed, body: Buffer.alloc(0), digests: digested?.digests, now: Date.now() });
  if (secrets.length === 0 || (named.length === 0 && !detecting)) {
    return {
      update: (chunk) => digested?.update(chunk),
      verdict: () => checkWithoutVerifier(request(), keys, named.length > 0 || detecting !== undefined),
    };
  }
  const start = (verifier: SignatureVerifier): Running[] =>
    secretsFor(verifier, keys).map((secret) => ({
      verifier,
      running: verifier.stream?.({ ...signed, now: 0 }, secret),
    }));
  const [byName, byTrial] = [named.flatMap(start), detecting ? start(detecting) : []];
  return {
    update(chunk) {
      digested?.update(chunk);
      for (const { running } of [...byName, ...byTrial]) running?.update(chunk);
    },
    verdict() {
      const verdicts = byName.map(endStream);
      const tried = mayFitOtherwise(verdicts) ? byTrial.map(endStream) : [];
      if (verdicts.length + tried.length === 0) return checkWithoutVerifier(request(), keys, true);
      return orSharedSecret(combineVerdicts(verdicts, tried, keys), request(), keys, named.length === 0);
    },
  };
}

/** The verification of a body that comes in; undefined where the scheme needs the body as a whole. */
interface Running {
  verifier: SignatureVerifier;
  running: StreamingVerification | undefined;
}

const endStream = ({ verifier, running }: Running): NamedVerdict => ({
  verifier,
  verdict: running?.verdict(Date.now()) ?? invalid({ code: 'bodyTooLarge', maxBytes: maxBufferedBytes }),
});

function checkWithoutVerifier(
  signed: SharedSecretRequest,
  { secrets, described, hosts = [] }: SigningKeys,
  isSigned: boolean,
): CheckedSignature {
  const other = Object.keys(signed.headers).find(mayHoldSignature);
  if (secrets.length === 0) return { signature: isSigned || other ? 'unknown' : 'absent' };
  if (described) return { signature: 'absent' };
  const verdicts = secrets.flatMap((secret) => verifySharedSecret(signed, secret, isPublicKey(secret, hosts)) ?? []);
  const signature = strongestOf(verdicts);
  if (signature) return { signature };
  const [problem] = verdicts.flatMap((verdict) => (verdict.valid ? [] : [verdict.problem]));
  if (problem) return { signature: 'invalid', reason: { code: 'rejected', problem, secretCount: secrets.length } };
  return { signature: 'absent', ...(other && { reason: { code: 'unsupportedScheme', header: other } }) };
}

/** One secret that fits is enough. Of the problems with all of them, one that names a cause is reported. */
function combineVerdicts(named: NamedVerdict[], tried: NamedVerdict[], { secrets }: SigningKeys): CheckedSignature {
  const all = [...named, ...tried];
  const signature = strongestOf(all.map(({ verdict }) => verdict));
  if (signature === 'valid' || (signature && !hasWrongSignature(named)))
    return { signature, ...schemeOf(all, signature) };
  const search = tried.length > 0;
  const problems = all.flatMap(({ verifier, verdict }) =>
    verdict.valid ? [] : [{ verifier, problem: verdict.problem }],
  );
  const best = problems.find(({ problem }) => namesCause(problem)) ?? problems[0];
  if (!best) return { signature: 'absent' };
  const { verifier } = best;
  const problem = search && isUnexplained(best.problem) ? nothingFits : best.problem;
  return {
    signature: 'invalid',
    reason: { code: 'rejected', scheme: verifier.name, problem, secretCount: secrets.length },
  };
}

/** True when a provider's signature of the body is wrong: a token next to it does not make up for that. */
const hasWrongSignature = (named: NamedVerdict[]): boolean =>
  named.some(
    ({ verifier }) =>
      verifier.facts.coversBody && named.every((one) => one.verifier !== verifier || !one.verdict.valid),
  );

const isUnexplained = (problem: SignatureProblem): boolean =>
  problem.code === 'mismatch' && problem.possibleCause === undefined;

const nothingFits: SignatureProblem = { code: 'mismatch', possibleCause: 'unknownScheme' };

/** The name of what fitted. */
function schemeOf(all: NamedVerdict[], signature: 'valid' | 'token'): Pick<CheckedSignature, 'scheme'> {
  const covers = signature === 'valid' ? 'body' : 'sender';
  for (const { verifier, verdict } of all) {
    if (verdict.valid && verdict.covers === covers) return { scheme: verdict.scheme ?? verifier.name };
  }
  return {};
}
