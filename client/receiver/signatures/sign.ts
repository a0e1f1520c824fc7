import { randomUUID } from 'node:crypto';
import type { SignatureDescription } from '../../domain/signature';
import type { SignatureVerifier, SignedParts, SignedRequest } from '../../providers/kit/signature';
import { customVerifier } from './customSignature';
import { detectVerifier, mayHoldSignature } from './detectHmac';
import { maskedSecretVerifier } from './sharedSecret';
import { findVerifier, findVerifiers, verifiers } from './verifiers';

/** A request to sign and send, again or for the first time. */
export interface RequestToSign {
  /** Upper case. */
  method: string;
  /** The registered callback URL with its query, wherever the request is sent: some providers sign it. */
  url: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The bytes that are sent. */
  body: Buffer;
}

interface SignOptions {
  /** Time of signing, in milliseconds since the epoch. Defaults to now. */
  now?: number;
  /** Id of the message, for providers that have one. Defaults to a new one. */
  id?: string;
}

/** The names of all schemes that can be verified and signed. */
export const schemes: string[] = verifiers.map(({ name }) => name);

/** The name of the scheme that the headers (lower-case names) are signed by; undefined for an unknown one. */
export function schemeNameOf(headers: Record<string, string>): string | undefined {
  return findVerifier(headers)?.name;
}

/** True when {@link detectScheme}, which needs the body, may find a scheme. */
export const mayBeSigned = (headers: Record<string, string>): boolean =>
  findVerifier(headers) !== undefined ||
  Object.keys(headers).some(mayHoldSignature) ||
  maskedSecretVerifier(headers) !== undefined;

/**
 * The scheme by which a service signed a stored delivery, so that it can be signed in the same way when it is
 * sent again. Undefined where it cannot be detected.
 */
export function detectScheme(delivered: RequestToSign, secret: string): SignatureVerifier | undefined {
  const signed = { ...delivered, now: Date.now() };
  return (
    findVerifiers(delivered.headers).find((one) => isMadeBy(one, signed, secret)) ?? detectVerifier(signed, secret)
  );
}

/** The scheme that puts a secret back into the headers in which a stored delivery has it masked. */
export const maskedScheme = maskedSecretVerifier;

/** True when a signature was made with the secret, whatever its age. */
function isMadeBy(verifier: SignatureVerifier, signed: SignedRequest, secret: string): boolean {
  const verdict = verifier.verify(signed, secret);
  return verdict.valid || verdict.problem.code === 'staleTimestamp';
}

/**
 * Signs a request by a scheme with a fresh timestamp and id, so that a verifier accepts it as new. Returns all headers,
 * including those of the request, with any signature of the scheme replaced, and the URL, which changes only where it
 * holds a digest of the body.
 * @throws where there is no such scheme, and where only the provider can sign (Discord, SendGrid)
 */
export function sign(
  scheme: string | SignatureDescription | SignatureVerifier,
  secret: string,
  request: RequestToSign,
  options: SignOptions = {},
): SignedParts {
  const found = verifierBy(scheme);
  if (!found) throw new Error(`There is no signature scheme "${scheme}". There are: ${schemes.join(', ')}.`);
  const { now = Date.now(), id = randomUUID() } = options;
  return found.sign({ ...request, now, id }, secret);
}

function verifierBy(scheme: string | SignatureDescription | SignatureVerifier): SignatureVerifier | undefined {
  if (typeof scheme === 'string') return verifiers.find(({ name }) => name === scheme);
  return 'verify' in scheme ? scheme : customVerifier(scheme);
}
