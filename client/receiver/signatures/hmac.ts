import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { t } from '../../common/translate';

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

/** A signature that is verified while the body comes in. */
export interface StreamingVerification {
  update(chunk: Buffer): void;
  /** Once; `now` in milliseconds since the epoch. */
  verdict(now: number): SignatureVerdict;
}

/**
 * What a signature is worth. It covers the body where a body with any other byte would not be `valid`; else it shows who
 * sent it, and no more. `why` is for a person and never holds what would have been right.
 */
export type SignatureVerdict = { valid: true; covers: 'body' | 'sender' } | { valid: false; why: string };

export const coversBody: SignatureVerdict = { valid: true, covers: 'body' };
export const showsSender: SignatureVerdict = { valid: true, covers: 'sender' };

/** What there is to sign: as {@link SignedRequest}, at a time and with an id of one's own. */
export interface UnsignedRequest extends SignedRequest {
  /** Of the message, for those who sign it, too. */
  id: string;
}

/** Headers (lower-case names) with a signature in them, and the URL: Twilio has a digest of the body in it. */
export interface SignedParts {
  headers: Record<string, string>;
  url: string;
}

/** One provider's way to sign. The first one that recognises the headers decides. */
export interface SignatureVerifier {
  name: string;
  /** Of the header by which it is recognised. */
  header: RegExp;
  /** Where the name alone does not tell: several providers share one. */
  isOurs?(headers: Record<string, string>): boolean;
  verify(signed: SignedRequest, secret: string): SignatureVerdict;
  /** Signs as the provider would: with the time and the id given, in place of any signature that is there. */
  sign(unsigned: UnsignedRequest, secret: string): SignedParts;
  /** For a body that is not held in memory; undefined where it would have to be. */
  streamHmac?(signed: Omit<SignedRequest, 'body'>, secret: string): StreamingVerification | undefined;
}

/** An HMAC over something that is made of the request: nearly all providers sign like this. */
export interface HmacScheme {
  name: string;
  header: RegExp;
  isOurs?: SignatureVerifier['isOurs'];
  algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  /** Not an HMAC: a plain digest of the secret and what follows. */
  isPlainDigest?: boolean;
  encoding: 'hex' | 'base64';
  /** The signatures that the headers hold: more than one while a key is rotated. */
  given(headers: Record<string, string>): string[];
  /** The headers that hold a signature and nothing else. */
  put(signature: string, unsigned: UnsignedRequest): Record<string, string>;
  /** The headers that are signed, too: when, and what id. */
  stamp?(unsigned: UnsignedRequest): Record<string, string>;
  /** The URL that is signed, where it says something about the body. */
  address?(unsigned: UnsignedRequest): string;
  /** What is signed. */
  base(signed: SignedRequest): (string | Buffer)[];
  /** The secret's UTF-8 bytes unless told. */
  key?(secret: string, headers: Record<string, string>): Buffer;
  /** When it was signed, in milliseconds since the epoch; NaN where that cannot be read. */
  signedAt?(headers: Record<string, string>): number;
  /** How old, or how far ahead, a signature may be; five minutes unless told. */
  toleranceMs?: number;
  /** The base string holds the URL. */
  signsUrl?: boolean;
  /** What is wrong although the signature is right. */
  objection?(signed: SignedRequest): string | undefined;
  /** Whether what is signed holds the whole body; it does unless told. */
  isWhole?(signed: SignedRequest): boolean;
}

const fiveMinutesMs = 5 * 60_000;

/** Whether a request is signed by a verifier's provider: told by its headers (lower-case names). */
export const isSignedBy = ({ header, isOurs }: SignatureVerifier, headers: Record<string, string>): boolean =>
  Object.keys(headers).some((name) => header.test(name)) && (isOurs?.(headers) ?? true);

export function hmacVerifier(scheme: HmacScheme): SignatureVerifier {
  return {
    name: scheme.name,
    header: scheme.header,
    isOurs: scheme.isOurs,
    verify(signed, secret) {
      const given = scheme.given(signed.headers);
      if (given.length === 0) return invalid(badForm());
      if (!matchesKey(scheme, signed, signingKey(scheme, secret, signed), given))
        return invalid(diagnose(scheme, signed, secret, given));
      const problem = checkTimestamp(scheme, signed) ?? scheme.objection?.(signed);
      if (problem !== undefined) return invalid(problem);
      return (scheme.isWhole?.(signed) ?? true) ? coversBody : showsSender;
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
    streamHmac: (signed, secret) => begin(scheme, signed, secret),
  };
}

/** Hashes what is signed before the body, and what is behind it; a base string that is made of the body needs it whole. */
function begin(
  scheme: HmacScheme,
  signed: Omit<SignedRequest, 'body'>,
  secret: string,
): StreamingVerification | undefined {
  const body = Buffer.alloc(0);
  const parts = scheme.base({ ...signed, body });
  const at = parts.indexOf(body);
  if (at < 0) return undefined;
  const hmac = createDigest(scheme, signingKey(scheme, secret, signed));
  for (const part of parts.slice(0, at)) hmac.update(part);
  return {
    update: (chunk) => void hmac.update(chunk),
    verdict(now) {
      for (const part of parts.slice(at + 1)) hmac.update(part);
      const right = hmac.digest();
      const given = scheme.given(signed.headers);
      if (given.length === 0) return invalid(badForm());
      const matchesSecret = given.map((text) => equalBytes(decode(text, scheme.encoding), right)).includes(true);
      if (!matchesSecret) return invalid(unknownReason());
      const problem = checkTimestamp(scheme, { ...signed, now });
      return problem === undefined ? coversBody : invalid(problem);
    },
  };
}

const badForm = () => t('its header does not have the form that this provider documents.');

/** Nothing that was tried fits. */
export const unknownReason = () =>
  t(
    'the secret is not the one that the service signs with (mistyped, of another webhook, or rotated), or the body was changed on the way.',
  );

export const invalid = (why: string): SignatureVerdict => ({ valid: false, why });

const signingKey = (scheme: HmacScheme, secret: string, { headers }: Pick<SignedRequest, 'headers'>): Buffer =>
  scheme.key?.(secret, headers) ?? Buffer.from(secret, 'utf8');

const createDigest = ({ algorithm, isPlainDigest }: HmacScheme, key: Buffer): Hash | Hmac =>
  isPlainDigest ? createHash(algorithm).update(key) : createHmac(algorithm, key);

function digest(scheme: HmacScheme, signed: SignedRequest, key: Buffer): Buffer {
  const made = createDigest(scheme, key);
  for (const part of scheme.base(signed)) made.update(part);
  return made.digest();
}

/** Whether one of the signatures given is right; in constant time for each. */
function matchesKey(
  scheme: HmacScheme,
  signed: SignedRequest,
  key: Buffer,
  given: string[],
  encoding = scheme.encoding,
): boolean {
  const right = digest(scheme, signed, key);
  return given.map((text) => equalBytes(decode(text, encoding), right)).includes(true);
}

/** Whether one of the signatures of a request comes from the secret, whenever it was made. */
export const isRight = (scheme: HmacScheme, signed: SignedRequest, secret: string): boolean =>
  matchesKey(scheme, signed, signingKey(scheme, secret, signed), scheme.given(signed.headers));

/** Compares in constant time; only the length may be found out. */
export const equalBytes = (given: Buffer, right: Buffer): boolean =>
  given.length === right.length && timingSafeEqual(given, right);

/** The same of texts. Their digests have one length: not even that of a secret shows in the time it takes. */
export function equalTexts(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return equalBytes(digest(given), digest(right));
}

function decode(text: string, encoding: HmacScheme['encoding']): Buffer {
  // Node skips what is not of the encoding; a signature with something in between is none.
  const form = encoding === 'hex' ? /^[0-9a-f]*$/i : /^[\w+/-]*={0,2}$/;
  return form.test(text) ? Buffer.from(text, encoding) : Buffer.alloc(0);
}

/** Why the time of a signature is not accepted; undefined where it is. */
export function checkTimestamp(
  { signedAt, toleranceMs = fiveMinutesMs }: Pick<HmacScheme, 'signedAt' | 'toleranceMs'>,
  { headers, now }: Pick<SignedRequest, 'headers' | 'now'>,
): string | undefined {
  if (!signedAt) return undefined;
  const age = now - signedAt(headers);
  if (Number.isNaN(age)) return t('its timestamp cannot be read.');
  if (Math.abs(age) <= toleranceMs) return undefined;
  const seconds = Math.round(Math.abs(age) / 1000);
  const allowed = toleranceMs / 1000;
  const how =
    age > 0
      ? t('its timestamp is stale: {0} s old, where {1} s are allowed.', seconds, allowed)
      : t('its timestamp is stale: {0} s ahead, where {1} s are allowed.', seconds, allowed);
  return t('{0} It was replayed or delayed, or one of the clocks is wrong.', how);
}

/** Larger bodies are not tried in other forms: that would let a stranger keep the receiver busy. */
const maxDiagnosedBytes = 64 * 1024;

/** Finds out what the signature would fit, by trying the mistakes that people and proxies make. */
function diagnose(scheme: HmacScheme, signed: SignedRequest, secret: string, given: string[]): string {
  if (signed.body.length > maxDiagnosedBytes) return unknownReason();
  const key = signingKey(scheme, secret, signed);
  for (const [what, other] of otherKeys(secret)) {
    if (matchesKey(scheme, signed, other, given))
      return t('the secret has the wrong form: the signature fits {0}.', what);
  }
  const encoding = scheme.encoding === 'hex' ? 'base64' : 'hex';
  if (matchesKey(scheme, signed, key, given, encoding))
    return t('it is encoded as {0}, where this provider documents {1}.', encoding, scheme.encoding);
  for (const [what, url] of scheme.signsUrl ? otherUrls(signed) : []) {
    if (matchesKey(scheme, { ...signed, url }, key, given))
      return t('it was made for another URL: it fits {0}. It has to be the callback URL as it was registered.', what);
  }
  for (const [what, body] of otherBodies(signed.body)) {
    if (matchesKey(scheme, { ...signed, body }, key, given))
      return t('the body was re-serialised on the way, or before it was signed: the signature fits {0}.', what);
  }
  return scheme.signsUrl
    ? t('{0} Or the service signed another URL than the registered callback URL.', unknownReason())
    : unknownReason();
}

/** What a secret may be meant as. */
function otherKeys(secret: string): [string, Buffer][] {
  const trimmed = secret.trim();
  const bare = trimmed.replace(/^whsec_/, '');
  const keys: [string, Buffer][] = [
    [t('it as plain text'), Buffer.from(secret, 'utf8')],
    [t('it without the blanks around it'), Buffer.from(trimmed, 'utf8')],
    [t('it with a line end behind it'), Buffer.from(`${secret}\n`, 'utf8')],
    [t('it without "whsec_"'), Buffer.from(bare, 'utf8')],
    [t('it decoded from base64'), Buffer.from(bare, 'base64')],
  ];
  if (/^([0-9a-f]{2})+$/i.test(trimmed)) keys.push([t('it decoded from hex'), Buffer.from(trimmed, 'hex')]);
  return keys;
}

function otherUrls({ url, headers }: SignedRequest): [string, string][] {
  const [bare = '', query] = url.split('?');
  const { protocol, host, pathname } = new URL(url);
  const search = query === undefined ? '' : `?${query}`;
  const other = protocol === 'https:' ? 'http:' : 'https:';
  const urls: [string, string][] = [
    [t('it without its query'), bare],
    [t('it with a slash behind it'), `${bare}/${search}`],
    [t('it with {0}//', other), `${other}//${host}${pathname}${search}`],
    [t('it with its port'), `${protocol}//${host}:${protocol === 'https:' ? 443 : 80}${pathname}${search}`],
  ];
  for (const header of ['host', 'x-forwarded-host']) {
    const name = headers[header];
    if (name && name !== host)
      urls.push(
        [t('it at the host of {0}', header), `${protocol}//${name}${pathname}${search}`],
        [t('it at the host of {0}, with {1}//', header, other), `${other}//${name}${pathname}${search}`],
      );
  }
  return urls;
}

function otherBodies(body: Buffer): [string, Buffer][] {
  const text = body.toString('utf8');
  const bodies: [string, string][] = [
    [t('it without the blanks around it'), text.trim()],
    [t('it with a line end behind it'), `${text}\n`],
  ];
  try {
    const value: unknown = JSON.parse(text);
    const compact = JSON.stringify(value);
    const spaced = compact.replace(/("(?:[^"\\]|\\.)*")|[:,]/g, (found, string) => string ?? `${found} `);
    bodies.push(
      [t('its JSON without blanks'), compact],
      [t('its JSON with blanks after colons and commas'), spaced],
      [t('its JSON with slashes escaped'), compact.replaceAll('/', '\\/')],
      [t('its JSON indented by 2'), JSON.stringify(value, null, 2)],
      [t('its JSON indented by 4'), JSON.stringify(value, null, 4)],
    );
  } catch {
    // No JSON: nothing re-serialises it.
  }
  return bodies.map(([what, other]) => [what, Buffer.from(other, 'utf8')]);
}
