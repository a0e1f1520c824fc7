import { randomUUID } from 'node:crypto';
import { t } from '../../common/translate';
import type { SignatureDescription } from '../../domain/signature';
import { customVerifier } from './customSignature';
import { detectVerifier, mayHoldSignature } from './detectHmac';
import type { SignatureVerifier, SignedParts } from './hmac';
import { maskedSecretVerifier } from './sharedSecret';
import { findVerifier, verifiers } from './verifiers';

/** A request that is to be sent, again or for the first time. */
export interface RequestToSign {
  /** Upper case. */
  method: string;
  /** The registered callback URL with its query, whatever address it is sent to: some providers sign it. */
  url: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The bytes that are sent. */
  body: Buffer;
}

export interface SignOptions {
  /** Milliseconds since the epoch; now, unless told. */
  now?: number;
  /** Of the message, for providers that give it one; a new one, unless told. */
  id?: string;
}

/** Every scheme that {@link sign} and the verification of deliveries know, by name. */
export const schemes: string[] = verifiers.map(({ name }) => name);

/** The scheme that a request is signed by, told by its headers (lower-case names); undefined where it is by none. */
export function schemeNameOf(headers: Record<string, string>): string | undefined {
  return findVerifier(headers)?.name;
}

/** Whether {@link detectScheme} may find something: it takes the body. */
export const mayBeSigned = (headers: Record<string, string>): boolean =>
  Object.keys(headers).some(mayHoldSignature) || maskedSecretVerifier(headers) !== undefined;

/**
 * How a stored delivery was signed by a service that is not known here: what is sent anew is signed alike. Undefined
 * where that cannot be found out.
 */
export function detectScheme(delivered: RequestToSign, secret: string): SignatureVerifier | undefined {
  return detectVerifier({ ...delivered, now: Date.now() }, secret) ?? maskedSecretVerifier(delivered.headers);
}

/**
 * Signs a request as a provider does, or as it is described, with a fresh timestamp and a fresh id, so that whoever verifies it takes it for
 * new. Answers all headers, those of the request included, in place of any signature of the scheme; and the URL, which
 * is another one only where it vouches for the body.
 * @throws where there is no such scheme, and where only the provider can sign (Discord)
 */
export function sign(
  scheme: string | SignatureDescription | SignatureVerifier,
  secret: string,
  request: RequestToSign,
  options: SignOptions = {},
): SignedParts {
  const found = verifierBy(scheme);
  if (!found)
    throw new Error(t('There is no signature scheme "{0}". There are: {1}.', String(scheme), schemes.join(', ')));
  const { now = Date.now(), id = randomUUID() } = options;
  return found.sign({ ...request, now, id }, secret);
}

function verifierBy(scheme: string | SignatureDescription | SignatureVerifier): SignatureVerifier | undefined {
  if (typeof scheme === 'string') return verifiers.find(({ name }) => name === scheme);
  return 'verify' in scheme ? scheme : customVerifier(scheme);
}
