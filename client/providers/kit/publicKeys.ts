/** Signatures with a private key that only the provider has: the secret is the public key, or the provider publishes it. */
import { createPublicKey, type KeyObject, verify as verifyBytes, X509Certificate } from 'node:crypto';
import { isObject, parseJson } from '../../common/json';
import { t } from '../../common/translate';
import { checkTimestamp } from './hmac';
import {
  coversBody,
  invalid,
  type PublishedKey,
  type SchemeFacts,
  type SignatureVerifier,
  type SignedRequest,
  showsSender,
} from './signature';
import type { SignatureProblem } from './signatureProblem';

/** A scheme with a key pair. */
export interface KeyPairScheme {
  name: string;
  header: RegExp;
  isOurs?: SignatureVerifier['isOurs'];
  algorithm: 'Ed25519' | 'ECDSA-SHA1' | 'ECDSA-SHA256' | 'RSA-SHA1' | 'RSA-SHA256';
  /** The signatures in the request. */
  given(signed: SignedRequest): Buffer[];
  /** The signed text in words. */
  signs: string;
  /** The signed text; undefined where the request lacks a part of it. */
  message(signed: SignedRequest, secret: string): Buffer | undefined;
  /** The algorithm of one request, where the request names it. */
  algorithmOf?(signed: SignedRequest): KeyPairScheme['algorithm'] | undefined;
  /** Time of signing in milliseconds since the epoch; NaN where it cannot be read. */
  signedAt?(signed: SignedRequest): number;
  toleranceMs?: number;
  /** True where the signed text does not cover the whole body. */
  isPartial?: boolean;
  /** A reason to refuse the request although its signature is right. */
  objection?(signed: SignedRequest): SignatureProblem | undefined;
  published?: PublishedKey;
}

const fiveMinutesMs = 5 * 60_000;

export function keyPairVerifier(scheme: KeyPairScheme): SignatureVerifier {
  const { name, header, isOurs, signs, published, toleranceMs = fiveMinutesMs } = scheme;
  const facts: SchemeFacts = {
    algorithm: scheme.algorithm,
    signs,
    coversBody: !scheme.isPartial,
    ...(scheme.signedAt && { toleranceMs, isDocumentedTolerance: scheme.toleranceMs !== undefined }),
  };
  return {
    name,
    header,
    facts,
    ...(isOurs && { isOurs }),
    ...(published && { published }),
    verify(signed, secret, text) {
      const key = parsePublicKey(text ?? secret);
      if (!key) return invalid({ code: 'publicKeyForm', provider: name });
      const message = scheme.message(signed, secret);
      if (message === undefined) return invalid({ code: 'malformedHeader' });
      const algorithm = scheme.algorithmOf?.(signed) ?? scheme.algorithm;
      if (!fitsKey(algorithm, key)) return invalid({ code: 'publicKeyForm', provider: name });
      if (!scheme.given(signed).some((given) => matches(algorithm, key, message, given)))
        return invalid({ code: 'publicKeyMismatch', provider: name });
      const { signedAt } = scheme;
      const dated = signedAt && { signedAt: () => signedAt(signed), toleranceMs };
      const problem = (dated && checkTimestamp(dated, signed)) ?? scheme.objection?.(signed);
      if (problem) return invalid(problem);
      return scheme.isPartial ? showsSender : coversBody;
    },
    usesKeyPair: true,
    sign() {
      throw new Error(
        t('{0} signs with a private key that only {0} has, so nobody else can sign this delivery.', name),
      );
    },
  };
}

const keyTypes: Record<string, string> = { Ed25519: 'ed25519', ECDSA: 'ec', RSA: 'rsa' };

const fitsKey = (algorithm: string, { asymmetricKeyType }: KeyObject): boolean =>
  asymmetricKeyType === keyTypes[algorithm.split('-')[0]!];

function matches(algorithm: string, key: KeyObject, message: Buffer, given: Buffer): boolean {
  const hash = /SHA\d+$/.exec(algorithm)?.[0].toLowerCase() ?? null;
  return verifyBytes(hash, message, key, given);
}

/** The start of an Ed25519 key in SPKI (RFC 8410, section 4): what follows is the key itself. */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Maximum length of a key's text in characters: enough for a chain of certificates. */
const maxKeyLength = 32 * 1024;

/**
 * Reads a public key: in PEM, as a certificate, as a JSON Web Key, as SPKI in base64, or as the 32 bytes of an Ed25519
 * key in hex or base64, perhaps after `whpk_` (Standard Webhooks). Undefined for any other text.
 */
export function parsePublicKey(text: string): KeyObject | undefined {
  const trimmed = text.length > maxKeyLength ? '' : text.trim();
  try {
    const [pem] = /-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/.exec(trimmed) ?? [];
    if (pem?.includes('CERTIFICATE')) return new X509Certificate(pem).publicKey;
    if (pem?.includes('PUBLIC KEY')) return createPublicKey(lineBroken(pem));
    if (pem !== undefined) return undefined;
    if (trimmed.startsWith('{')) return fromJson(trimmed);
    const bytes = keyBytes(trimmed.replace(/^whpk_/, ''));
    if (bytes.length === 32) return spki(Buffer.concat([ed25519Prefix, bytes]));
    return bytes.length > 32 ? spki(bytes) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True for a text that is a public key by its form: nobody may use it as a shared key, because everybody knows it. The 32
 * bytes of an Ed25519 key have no form of their own.
 */
export function isPublicKeyText(text: string): boolean {
  if (/-----BEGIN|^\s*whpk_/.test(text)) return true;
  const trimmed = text.trim();
  // A JSON Web Key, or SPKI in base64, which begins with a sequence (X.690).
  return /^\{|^M[A-Z]/.test(trimmed) && trimmed.length > 44 && parsePublicKey(trimmed) !== undefined;
}

const spki = (key: Buffer): KeyObject => createPublicKey({ key, format: 'der', type: 'spki' });

/** eBay sends PEM without its line breaks. */
const lineBroken = (pem: string): string =>
  pem.includes('\n') ? pem : pem.replace(/(-----BEGIN [A-Z ]+-----)(.+)(-----END)/, '$1\n$2\n$3');

const keyBytes = (text: string): Buffer =>
  /^([0-9a-f]{2})+$/i.test(text)
    ? Buffer.from(text, 'hex')
    : Buffer.from(/^[\w+/-]+={0,2}$/.test(text) ? text : '', 'base64');

/** A JSON Web Key, the first of a set, or a response that has a key as one of its members. */
function fromJson(text: string): KeyObject | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const [first] = Array.isArray(value.keys) ? value.keys : [];
  const inner = isObject(first) ? first : value;
  if (typeof inner.kty === 'string') return createPublicKey({ key: { ...inner }, format: 'jwk' });
  const [nested] = [inner.key, inner.publicKey, inner.public_key].filter((one) => typeof one === 'string');
  return nested === undefined ? undefined : parsePublicKey(nested);
}
