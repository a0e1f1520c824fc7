import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { BodyEdges, isPlainUrl } from './bodyEdges';
import {
  coversBody,
  invalid,
  type SchemeFacts,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  type StreamingVerification,
  showsSender,
  type UnsignedRequest,
} from './signature';
import type { BodyForm, KeyForm, SignatureProblem, UrlForm } from './signatureProblem';

/** An HMAC over a text built from the request: the scheme of nearly all providers. */
export interface HmacScheme {
  name: string;
  header: RegExp;
  isOurs?: SignatureVerifier['isOurs'];
  algorithm: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';
  /** True for a plain digest, which is not an HMAC: {@link base} then holds the key as well. */
  plainDigest?: true;
  encoding: 'hex' | 'base64';
  /** The signatures in the headers. There are several while a key is rotated. */
  given(headers: Record<string, string>): string[];
  /** The headers that hold the signature. */
  put(signature: string, unsigned: UnsignedRequest): Record<string, string>;
  /** The headers that are signed besides the body: the timestamp and the id. */
  stamp?(unsigned: UnsignedRequest): Record<string, string>;
  /** The URL to sign, where it depends on the body. */
  address?(unsigned: UnsignedRequest): string;
  /** The signed text in words, for the page of services: `timestamp.body`. */
  signs: string;
  /** The parts of the signed text, in order. */
  base(signed: SignedRequest, key: Buffer): (string | Buffer)[];
  /** Other forms of the body that the provider signs. */
  otherBodies?(signed: SignedRequest): Buffer[];
  /** The HMAC key. Defaults to the UTF-8 bytes of the secret. */
  key?(secret: string, headers: Record<string, string>): Buffer;
  /** Time of signing in milliseconds since the epoch; NaN where it cannot be read. */
  signedAt?(headers: Record<string, string>): number;
  /** Maximum difference between the time of signing and now, in milliseconds, as documented. Defaults to five minutes. */
  toleranceMs?: number;
  /** True where the signed text contains the URL. */
  signsUrl?: boolean;
  /** A reason to refuse the request although its signature is right. */
  objection?(signed: SignedRequest): SignatureProblem | undefined;
  /** False where the signed text does not cover the whole body. Defaults to true. */
  isWhole?(signed: SignedRequest): boolean;
  /** True where nothing separates the body from the rest of the signed text: only a JSON or XML document is covered. */
  needsDocument?: boolean;
}

const fiveMinutesMs = 5 * 60_000;

export function hmacVerifier(scheme: HmacScheme): SignatureVerifier {
  return {
    name: scheme.name,
    header: scheme.header,
    facts: factsOf(scheme),
    isOurs: scheme.isOurs,
    verify(signed, secret) {
      const given = scheme.given(signed.headers);
      if (given.length === 0) return invalid({ code: 'malformedHeader' });
      const key = signingKey(scheme, secret, signed);
      if (key.length === 0) return invalid({ code: 'keyUnreadable' });
      if (!matchesKey(scheme, signed, key, given)) return invalid(diagnose(scheme, signed, secret, given));
      const problem = checkTimestamp(scheme, signed) ?? scheme.objection?.(signed);
      if (problem !== undefined) return invalid(problem);
      if (!(scheme.isWhole?.(signed) ?? true)) return showsSender;
      return judgeEdges(scheme, BodyEdges.of(signed.body), signed.url);
    },
    sign(unsigned, secret) {
      const kept = Object.entries(unsigned.headers).filter(([name]) => !scheme.header.test(name));
      const url = scheme.address?.(unsigned) ?? unsigned.url;
      const headers = { ...Object.fromEntries(kept), ...scheme.stamp?.(unsigned) };
      const signature = digest(scheme, { ...unsigned, url, headers }, signingKey(scheme, secret, unsigned)).toString(
        scheme.encoding,
      );
      return { url, headers: { ...headers, ...scheme.put(signature, unsigned) } };
    },
    stream: (signed, secret) => streamHmac(scheme, signed, secret),
  };
}

function factsOf({ signs, signedAt, toleranceMs, isWhole, ...scheme }: HmacScheme): SchemeFacts {
  return {
    algorithm: describeAlgorithm(scheme),
    signs,
    coversBody: isWhole === undefined,
    ...(signedAt && { toleranceMs: toleranceMs ?? fiveMinutesMs, isDocumentedTolerance: toleranceMs !== undefined }),
  };
}

/** `HMAC-SHA256 in hex`, the same in all languages of the editor. */
export const describeAlgorithm = ({
  algorithm,
  plainDigest,
  encoding,
}: Pick<HmacScheme, 'algorithm' | 'plainDigest' | 'encoding'>): string =>
  `${plainDigest ? '' : 'HMAC-'}${algorithm.toUpperCase()} in ${encoding}`;

/**
 * Verifies an HMAC while the body comes in. Undefined where the signed text does not contain the body as it is: such a
 * scheme needs the body as a whole.
 */
function streamHmac(
  scheme: HmacScheme,
  signed: Omit<SignedRequest, 'body'>,
  secret: string,
): StreamingVerification | undefined {
  const body = Buffer.alloc(0);
  const key = signingKey(scheme, secret, signed);
  const parts = scheme.base({ ...signed, body }, key);
  const at = parts.indexOf(body);
  if (at < 0) return undefined;
  const hmac = createDigest(scheme, key);
  const edges = new BodyEdges();
  for (const part of parts.slice(0, at)) hmac.update(part);
  return {
    update(chunk) {
      hmac.update(chunk);
      edges.update(chunk);
    },
    verdict(now) {
      for (const part of parts.slice(at + 1)) hmac.update(part);
      const right = hmac.digest();
      if (key.length === 0) return invalid({ code: 'keyUnreadable' });
      const given = scheme.given(signed.headers);
      if (given.length === 0) return invalid({ code: 'malformedHeader' });
      const matches = given.map((text) => equalBytes(decode(text, scheme.encoding), right)).includes(true);
      if (!matches) return invalid({ code: 'mismatch' });
      const problem = checkTimestamp(scheme, { ...signed, now });
      return problem === undefined ? judgeEdges(scheme, edges, signed.url) : invalid(problem);
    },
  };
}

/** True for a request without a body and a query: there is nothing that could have been moved. */
const isWithout = (edges: BodyEdges, url: string): boolean => edges.isEmpty && !url.includes('?');

/** What a right signature covers, by the edges of the body. */
function judgeEdges(scheme: HmacScheme, edges: BodyEdges, url: string): SignatureVerdict {
  // A digest of key and text can be extended without the key. What is added begins with zeros, which no text has.
  if (scheme.plainDigest && edges.hasNul) return invalid({ code: 'mismatch' });
  if (scheme.signsUrl && !isPlainUrl(url)) return showsSender;
  if (scheme.needsDocument) return edges.isDocument || isWithout(edges, url) ? coversBody : showsSender;
  return scheme.signs === 'body' && edges.isComposed ? showsSender : coversBody;
}

const signingKey = (scheme: HmacScheme, secret: string, { headers }: Pick<SignedRequest, 'headers'>): Buffer =>
  scheme.key?.(secret, headers) ?? Buffer.from(secret, 'utf8');

const createDigest = ({ algorithm, plainDigest }: HmacScheme, key: Buffer): Hash | Hmac =>
  plainDigest ? createHash(algorithm) : createHmac(algorithm, key);

function digest(scheme: HmacScheme, signed: SignedRequest, key: Buffer): Buffer {
  const made = createDigest(scheme, key);
  for (const part of scheme.base(signed, key)) made.update(part);
  return made.digest();
}

/** True when one of the signatures given is right. Each is compared in constant time. */
function matchesKey(
  scheme: HmacScheme,
  signed: SignedRequest,
  key: Buffer,
  given: string[],
  encoding = scheme.encoding,
): boolean {
  // Everybody can sign with an empty key.
  if (key.length === 0) return false;
  const fits = (form: SignedRequest): boolean => {
    const right = digest(scheme, form, key);
    return given.map((text) => equalBytes(decode(text, encoding), right)).includes(true);
  };
  return fits(signed) || (scheme.otherBodies?.(signed) ?? []).some((body) => fits({ ...signed, body }));
}

/** True when one of the signatures of a request comes from the secret, whenever it was made. */
export const matchesSecret = (scheme: HmacScheme, signed: SignedRequest, secret: string): boolean =>
  matchesKey(scheme, signed, signingKey(scheme, secret, signed), scheme.given(signed.headers));

/** Compares in constant time: an attacker can learn only the length. */
export const equalBytes = (given: Buffer, right: Buffer): boolean =>
  given.length === right.length && timingSafeEqual(given, right);

/** Compares the digests of two texts in constant time, so that not even the length of a secret can be learned. */
export function equalTexts(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return equalBytes(digest(given), digest(right));
}

function decode(text: string, encoding: HmacScheme['encoding']): Buffer {
  // Node skips characters outside the encoding; a signature that has some is malformed.
  const form = encoding === 'hex' ? /^[0-9a-f]*$/i : /^[\w+/-]*={0,2}$/;
  return form.test(text) ? Buffer.from(text, encoding) : Buffer.alloc(0);
}

/** Returns why the timestamp of a signature is not accepted; undefined where it is accepted or where there is none. */
export function checkTimestamp(
  { signedAt, toleranceMs = fiveMinutesMs }: Pick<HmacScheme, 'signedAt' | 'toleranceMs'>,
  { headers, now }: Pick<SignedRequest, 'headers' | 'now'>,
): SignatureProblem | undefined {
  if (!signedAt) return undefined;
  const age = now - signedAt(headers);
  if (Number.isNaN(age)) return { code: 'unreadableTimestamp' };
  if (Math.abs(age) <= toleranceMs) return undefined;
  return {
    code: 'staleTimestamp',
    isAhead: age < 0,
    seconds: Math.round(Math.abs(age) / 1000),
    allowedSeconds: toleranceMs / 1000,
  };
}

/** Maximum size in bytes of a body that is tried in other forms: larger ones would let a stranger keep the receiver busy. */
const maxDiagnosedBytes = 64 * 1024;

/** Tries the usual mistakes of people and proxies, to name the one that explains a signature. */
function diagnose(scheme: HmacScheme, signed: SignedRequest, secret: string, given: string[]): SignatureProblem {
  if (signed.body.length > maxDiagnosedBytes) return { code: 'mismatch' };
  const key = signingKey(scheme, secret, signed);
  for (const [form, other] of otherKeys(secret)) {
    if (matchesKey(scheme, signed, other, given)) return { code: 'keyForm', form };
  }
  const used = scheme.encoding === 'hex' ? 'base64' : 'hex';
  if (matchesKey(scheme, signed, key, given, used)) return { code: 'encoding', used, documented: scheme.encoding };
  for (const [form, url] of scheme.signsUrl ? otherUrls(signed) : []) {
    if (matchesKey(scheme, { ...signed, url }, key, given)) return { code: 'otherUrl', form };
  }
  for (const [form, body] of otherBodies(signed.body)) {
    if (matchesKey(scheme, { ...signed, body }, key, given)) return { code: 'otherBody', form };
  }
  return scheme.signsUrl ? { code: 'mismatch', possibleCause: 'otherUrl' } : { code: 'mismatch' };
}

/** The keys that a mistyped or wrongly decoded secret may stand for. */
function otherKeys(secret: string): [KeyForm, Buffer][] {
  const trimmed = secret.trim();
  const bare = trimmed.replace(/^whsec_/, '');
  const keys: [KeyForm, Buffer][] = [
    ['plainText', Buffer.from(secret, 'utf8')],
    ['trimmed', Buffer.from(trimmed, 'utf8')],
    ['lineEnd', Buffer.from(`${secret}\n`, 'utf8')],
    ['withoutPrefix', Buffer.from(bare, 'utf8')],
    ['base64', Buffer.from(bare, 'base64')],
  ];
  if (/^([0-9a-f]{2})+$/i.test(trimmed)) keys.push(['hex', Buffer.from(trimmed, 'hex')]);
  return keys;
}

/** The URLs that a service behind a proxy may have signed instead of the registered callback URL. */
function otherUrls({ url, headers }: SignedRequest): [UrlForm, string][] {
  const [bare = '', query] = url.split('?');
  const { protocol, host, pathname } = new URL(url);
  const search = query === undefined ? '' : `?${query}`;
  const scheme = protocol === 'https:' ? 'http:' : 'https:';
  const urls: [UrlForm, string][] = [
    [{ change: 'withoutQuery' }, bare],
    [{ change: 'trailingSlash' }, `${bare}/${search}`],
    [{ change: 'scheme', scheme }, `${scheme}//${host}${pathname}${search}`],
    [{ change: 'port' }, `${protocol}//${host}:${protocol === 'https:' ? 443 : 80}${pathname}${search}`],
  ];
  for (const header of ['host', 'x-forwarded-host']) {
    const name = headers[header];
    if (name && name !== host)
      urls.push(
        [{ change: 'host', header }, `${protocol}//${name}${pathname}${search}`],
        [{ change: 'hostAndScheme', header, scheme }, `${scheme}//${name}${pathname}${search}`],
      );
  }
  return urls;
}

/** The bodies that a proxy, or the service before it signed, may have made of this one. */
function otherBodies(body: Buffer): [BodyForm, Buffer][] {
  const text = body.toString('utf8');
  const bodies: [BodyForm, string][] = [
    ['trimmed', text.trim()],
    ['lineEnd', `${text}\n`],
  ];
  try {
    const value: unknown = JSON.parse(text);
    const compact = JSON.stringify(value);
    const spaced = compact.replace(/("(?:[^"\\]|\\.)*")|[:,]/g, (found, string) => string ?? `${found} `);
    bodies.push(
      ['compact', compact],
      ['spaced', spaced],
      ['escapedSlashes', compact.replaceAll('/', '\\/')],
      ['indent2', JSON.stringify(value, null, 2)],
      ['indent4', JSON.stringify(value, null, 4)],
    );
  } catch {
    // Only JSON is re-serialized.
  }
  return bodies.map(([form, other]) => [form, Buffer.from(other, 'utf8')]);
}
