/** What a signature scheme is: shared by the providers, which declare schemes, and the receiver, which applies them. */
import type { SignatureProblem } from './signatureProblem';

/** A request whose signature is verified. */
export interface SignedRequest {
  /** Upper case. */
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The bytes as they were sent. */
  body: Buffer;
  /** The registered callback URL, with the query that the service called it with: what URL-signing services sign. */
  url: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The verification of a signature while the body comes in. */
export interface StreamingVerification {
  update(chunk: Buffer): void;
  /** May be called once, after the last chunk. `now` is in milliseconds since the epoch. */
  verdict(now: number): SignatureVerdict;
}

/**
 * The outcome of verifying one signature. It covers the body where a body with any other byte would not be `valid`;
 * otherwise it shows who sent the request, and no more. `scheme`: what fitted, where that is not the named scheme.
 */
export type SignatureVerdict =
  | { valid: true; covers: 'body' | 'sender'; scheme?: string }
  | { valid: false; problem: SignatureProblem };

export const coversBody: SignatureVerdict = { valid: true, covers: 'body' };
export const showsSender: SignatureVerdict = { valid: true, covers: 'sender' };
export const invalid = (problem: SignatureProblem): SignatureVerdict => ({ valid: false, problem });

/** A request to sign, with the time and the message id to sign it with. */
export interface UnsignedRequest extends SignedRequest {
  /** Id of the message, for providers that sign one. */
  id: string;
}

/** The signed headers (lower-case names) and the URL, which Twilio extends with a digest of the body. */
export interface SignedParts {
  headers: Record<string, string>;
  url: string;
}

/** What the page of services says about a scheme, in English. */
export interface SchemeFacts {
  /** `HMAC-SHA256 in hex`. */
  algorithm: string;
  /** The signed text: `body`, `timestamp.body`. */
  signs: string;
  /** Maximum age of the timestamp in milliseconds; undefined where nothing is dated. */
  toleranceMs?: number;
  /** True where the provider documents that age, rather than this receiver choosing it. */
  isDocumentedTolerance?: boolean;
  /** False where the signed text does not cover the whole body. */
  coversBody: boolean;
}

/** A public key that a provider publishes: it is fetched only from the provider's documented hosts, and after a yes. */
export interface PublishedKey {
  /** Matches the documented hosts. */
  hosts: RegExp;
  /** The documented hosts in words, for the page. */
  where: string;
  /** The URL of the key that a request names, unchecked; undefined where it names none. */
  url(request: Pick<SignedRequest, 'headers' | 'body'>): string | undefined;
}

/** A provider's signature scheme. */
export interface SignatureVerifier {
  name: string;
  /** Matches the name of the header that holds the signature. */
  header: RegExp;
  facts: SchemeFacts;
  /** True where the secret is a public key. Any other scheme must not take one as its key: everybody could sign with it. */
  usesKeyPair?: true;
  /** Tells providers apart that share a header name. */
  isOurs?(headers: Record<string, string>): boolean;
  /** The key that the provider publishes, where there is one. Its text then replaces the secret in {@link verify}. */
  published?: PublishedKey;
  /** @param key the text of the published key; the secret may then be empty */
  verify(signed: SignedRequest, secret: string, key?: string): SignatureVerdict;
  /** Signs as the provider would, with the time and the id given, and replaces an existing signature. */
  sign(unsigned: UnsignedRequest, secret: string): SignedParts;
  /** Verifies a body that is not held in memory. Undefined where the scheme needs the body as a whole. */
  stream?(signed: Omit<SignedRequest, 'body'>, secret: string): StreamingVerification | undefined;
}

/** True when the headers (lower-case names) carry the signature of the verifier's provider. */
export const isSignedBy = ({ header, isOurs }: SignatureVerifier, headers: Record<string, string>): boolean =>
  Object.keys(headers).some((name) => header.test(name)) && (isOurs?.(headers) ?? true);
