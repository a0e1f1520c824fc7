/** JSON Web Tokens as signatures (RFC 7515, RFC 7519): in a header, or as the whole body. */
import { createHash, createHmac, type KeyObject, verify as verifyBytes } from 'node:crypto';
import { isObject, parseJson } from '../../common/json';
import { checkTimestamp, equalBytes } from './hmac';
import { isPublicKeyText, parsePublicKey } from './publicKeys';
import {
  coversBody,
  invalid,
  type SchemeFacts,
  type SignatureVerdict,
  type SignedRequest,
  showsSender,
} from './signature';

/** A token that a provider sends with its deliveries. */
export interface TokenFacts extends SchemeFacts {
  /** In English, for the page. */
  place: string;
  /** The header (lower case) in which a token older than `maxAgeMs` is refused; with `maxAgeMs` only. */
  header?: string;
  maxAgeMs?: number;
}

/** What all tokens have in common, for the page. */
export const tokenFacts = { algorithm: 'JSON Web Token' };

const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A token begins with `ey`: base64 of the opening brace and quotation mark of a JSON object. */
const tokenIn = (text: string): string | undefined => (text.startsWith('ey') && compact.test(text) ? text : undefined);

const tokenInHeader = (value: string): string | undefined => tokenIn(value.trim().replace(/^(Bearer|JWT)\s+/i, ''));

/** True when one of the headers has the form of a token. */
export const holdsToken = (headers: Record<string, string>): boolean =>
  Object.values(headers).some((value) => tokenInHeader(value) !== undefined);

const json = (part: string) => parseJson(Buffer.from(part, 'base64url').toString('utf8'));

const hashes: Record<string, string> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };

function isSigned(token: string, secret: string): boolean {
  const [head = '', claims = '', given = ''] = token.split('.');
  const header = json(head);
  const [, kind, bits = ''] = /^(HS|RS|PS|ES)(256|384|512)$/.exec(isObject(header) ? String(header.alg) : '') ?? [];
  const hash = hashes[bits];
  if (!kind || !hash) return false;
  const signed = Buffer.from(`${head}.${claims}`, 'ascii');
  const signature = Buffer.from(given, 'base64url');
  // The last character has unused bits, so that several texts decode to the same bytes: only one of them is accepted.
  if (signature.toString('base64url') !== given) return false;
  const key = publicKeyIn(secret);
  // A public key must not serve as an HMAC key: everybody knows it and could sign with it.
  if (kind === 'HS')
    return (
      !isPublicKeyText(secret) &&
      secret !== '' &&
      equalBytes(signature, createHmac(hash, secret).update(signed).digest())
    );
  if (!key) return false;
  if (kind === 'ES') return verifyBytes(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  const padding = kind === 'PS' ? { padding: 6, saltLength: -1 } : {};
  return verifyBytes(hash, signed, { key, ...padding }, signature);
}

/** A key pair's public key, in PEM or as JSON. A shared key may be any other text. */
const publicKeyIn = (secret: string): KeyObject | undefined =>
  isPublicKeyText(secret) ? parsePublicKey(secret) : undefined;

/** Hash algorithms by the length of their digest in bytes. */
const algorithms = { 20: 'sha1', 32: 'sha256', 48: 'sha384', 64: 'sha512' } as const;
type Algorithm = (typeof algorithms)[keyof typeof algorithms];

/** Returns the digest of a body by algorithm. */
export type Digests = (algorithm: Algorithm) => Buffer;

const digestsOf =
  (body: Buffer): Digests =>
  (algorithm) =>
    createHash(algorithm).update(body).digest();

/** Computes the digests of a body that is not held in memory. `digests` may be called after the last chunk. */
export function streamDigests(): { update(chunk: Buffer): void; digests: Digests } {
  const running = Object.values(algorithms).map((algorithm) => [algorithm, createHash(algorithm)] as const);
  const made = new Map<Algorithm, Buffer>();
  return {
    update(chunk) {
      for (const [, hash] of running) hash.update(chunk);
    },
    digests(algorithm) {
      if (made.size === 0) for (const [name, hash] of running) made.set(name, hash.digest());
      return made.get(algorithm)!;
    },
  };
}

/**
 * A claim that is a digest of the body, without hyphens and underscores. Netlify docs, "HTTP POST request with JWS":
 * `sha256`; MessageBird docs, "Verify HTTP requests", and Vonage docs, "Signed webhooks": `payload_hash`; Plaid docs,
 * "Webhook verification": `request_body_sha256`, all in hex; FusionAuth docs, "Signed webhooks": `request_body_sha256` in
 * base64; Upstash QStash: `body` in base64 for URLs.
 */
const ofBody =
  /^body$|^sha(256|384|512)$|^(http|request|raw)*(body|payload|content|message)(hash|digest|checksum|sha(1|256|384|512))$/i;

/** A claim that is a digest of the callback URL with its query: MessageBird's `url_hash`. */
const ofUrl = /^(request|callback)?(url|uri)(hash|digest|sha(1|256|384|512))$/i;

/** Maximum depth of a digest claim: a few services nest theirs in another claim. */
const deepestClaim = 3;

/** The claims that have the form of a digest, with the bytes that each may stand for: hex digits are also base64. */
function digestClaims(claims: object, depth = 1): [name: string, digests: Buffer[]][] {
  return Object.entries(claims).flatMap(([name, value]: [string, unknown]): [string, Buffer[]][] => {
    if (isObject(value)) return depth < deepestClaim ? digestClaims(value, depth + 1) : [];
    const digests = typeof value === 'string' ? digestsIn(value) : [];
    return digests.length > 0 ? [[name.replace(/[-_]/g, ''), digests]] : [];
  });
}

/** The bytes of a text such as `sha256:9f86…` or `n4bQ…=`, in each encoding that fits. */
function digestsIn(text: string): Buffer[] {
  const bare = text.replace(/^sha-?(1|256|384|512)[:=]/i, '');
  const forms = [/^[0-9a-f]*$/i.test(bare) ? 'hex' : undefined, /^[\w+/-]*={0,2}$/.test(bare) ? 'base64' : undefined];
  return forms.flatMap((form) => {
    const bytes = form === undefined ? Buffer.alloc(0) : Buffer.from(bare, form as 'hex' | 'base64');
    return bytes.length in algorithms ? [bytes] : [];
  });
}

/** Returns whether the claims of a valid token cover the body: a claim of any name that is its digest does. */
function coverage(
  claims: object,
  digests: Digests,
  { method, url }: Pick<SignedRequest, 'method' | 'url'>,
): SignatureVerdict {
  const stated = digestClaims(claims);
  const urlDigests = digestsOf(Buffer.from(url, 'utf8'));
  const isDigestBy = (of: Digests) => (given: Buffer) =>
    equalBytes(given, of(algorithms[given.length as keyof typeof algorithms]));
  const isOfUrl = ([name, given]: [string, Buffer[]]) =>
    name === 'qsh' ? isQueryHash(given, method, url) : given.some(isDigestBy(urlDigests));
  const namesUrl = stated.filter(([name]) => name === 'qsh' || ofUrl.test(name));
  if (!namesUrl.every(isOfUrl)) return invalid({ code: 'webTokenOtherUrl' });
  if (stated.some(([, given]) => given.some(isDigestBy(digests)))) return coversBody;
  return stated.some(([name]) => ofBody.test(name)) ? invalid({ code: 'webTokenOtherBody' }) : showsSender;
}

/**
 * True when a digest is that of method, path and sorted query, in Atlassian's form ("Understanding JWT for Connect apps:
 * creating a query string hash"). The path is relative to the app's base URL, which is not known: each of its ends counts.
 */
function isQueryHash(given: Buffer[], method: string, url: string): boolean {
  const { pathname, searchParams } = new URL(url);
  const query = [...new Set(searchParams.keys())]
    .filter((name) => name !== 'jwt')
    .map((name) => [encodeStrictly(name), searchParams.getAll(name).map(encodeStrictly).sort().join(',')].join('='))
    .sort()
    .join('&');
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const ends = [...segments.keys(), segments.length].slice(0, 16).map((start) => `/${segments.slice(start).join('/')}`);
  return ends.some((path) => {
    const text = `${method}&${path.replaceAll('&', '%26')}&${query}`;
    return given.some((one) => equalBytes(one, createHash('sha256').update(text).digest()));
  });
}

const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Verifies the JSON Web Tokens of a request. A token shows who sent it. It covers the body where it is the body (Wix
 * docs, "Webhooks: verify") or where one of its claims does; the one that monday sends in `Authorization` does not
 * (monday docs, "App events: verify"). Undefined where the request has no token.
 * @param ages the maximum age in milliseconds of a token, by the header that holds it
 */
export function verifyToken(
  { headers, body, method, url, now, digests = digestsOf(body) }: TokenRequest,
  secret: string,
  ages: Record<string, number> = {},
): SignatureVerdict | undefined {
  const whole = tokenIn(body.toString('latin1'));
  const named = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const token = tokenInHeader(value);
    return token === undefined ? [] : [[name, token]];
  });
  const tokens = [...named.slice(0, maxTokens), ...(whole ? [['', whole] as [string, string]] : [])];
  if (tokens.length === 0) return undefined;
  const right = tokens.filter(([, token]) => isSigned(token, secret));
  if (right.length === 0) return invalid({ code: 'webTokenMismatch' });
  const verdicts = right.map(([name, token]): SignatureVerdict => {
    const parsed = json(token.split('.')[1]!);
    const claims = isObject(parsed) ? parsed : {};
    const problem = checkDates(claims, now, ages[name]);
    if (problem) return problem;
    return token === whole ? coversBody : coverage(claims, digests, { method, url });
  });
  return verdicts.find((one) => one === coversBody) ?? verdicts.find(({ valid }) => !valid) ?? showsSender;
}

/** Number of tokens in headers that are verified: each costs a sender a few bytes, and this machine a signature. */
const maxTokens = 8;

/** A request that may hold tokens; `digests` are those of a body that is not held in memory. */
export type TokenRequest = SignedRequest & { digests?: Digests | undefined };

/** The clock of a service may differ by this many milliseconds. */
const clockDifferenceMs = 60_000;

/** Returns why the dates of a token are not accepted; undefined where they are. */
function checkDates(
  { exp, nbf, iat }: { [name: string]: unknown },
  now: number,
  maxAgeMs: number | undefined,
): SignatureVerdict | undefined {
  if (typeof exp === 'number' && exp * 1000 < now - clockDifferenceMs) return invalid({ code: 'webTokenExpired' });
  if (typeof nbf === 'number' && nbf * 1000 > now + clockDifferenceMs) return invalid({ code: 'webTokenExpired' });
  if (maxAgeMs === undefined) return undefined;
  const signedAt = () => (typeof iat === 'number' ? iat * 1000 : Number.NaN);
  const problem = checkTimestamp({ signedAt, toleranceMs: maxAgeMs }, { headers: {}, now });
  return problem && invalid(problem);
}
