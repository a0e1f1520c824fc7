/**
 * Detects the signature scheme of an unknown service. Nearly all services sign with an HMAC over the body, alone or with
 * a timestamp, an id or the URL. The usual combinations are tried; one that fits is the right one, because nothing fits
 * by chance.
 */
import { escapeRegExp } from '../../common/escapeRegExp';
import { isPlainId } from '../../providers/kit/bodyEdges';
import { describeAlgorithm, type HmacScheme, hmacVerifier, matchesSecret } from '../../providers/kit/hmac';
import { parseTime } from '../../providers/kit/hmacParts';
import {
  invalid,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  type StreamingVerification,
  type UnsignedRequest,
} from '../../providers/kit/signature';
import { namesCause, type SignatureProblem } from '../../providers/kit/signatureProblem';
import { describeProblem } from './describeProblem';

/** Names of headers that may hold a signature. */
const signatureName = /signature|hmac|(^|-)(sig|sign|mac|hash|digest)(-|$)/;

/** Names of headers that describe a signature, or hold a digest that anybody can make (RFC 9530, RFC 9421). */
const descriptionName =
  /(timestamp|time|date|version|algorithm|algo|method|type|nonce|-id|keyid|input|headers|url|agreement)$|^(content-|repr-|want-)?digest$/;

export const mayHoldSignature = (name: string): boolean => signatureName.test(name) && !descriptionName.test(name);

type Headers = Record<string, string>;

/** A text in a header that has the length of an HMAC. */
interface FoundSignature {
  header: string;
  /** The encoded signature, as it is in the header. */
  text: string;
  algorithm: HmacScheme['algorithm'];
  encoding: HmacScheme['encoding'];
}

const algorithms: Record<number, HmacScheme['algorithm']> = { 20: 'sha1', 32: 'sha256', 48: 'sha384', 64: 'sha512' };

/** All texts of the length of an HMAC in headers that may hold a signature. */
function signaturesIn(headers: Headers): FoundSignature[] {
  return Object.entries(headers).flatMap(([header, value]) => {
    if (!mayHoldSignature(header) || value.length > 2048) return [];
    return value.split(/[,;\s]+/).flatMap((part) => {
      // `sha256=…`, `v1=…`, `sha256:…`, `1/SHA256/…`; a base64 text may also contain "=", at its end.
      const behind = /^[\w.-]{1,20}[=:](.+)$/.exec(part)?.[1] ?? /\/([0-9a-f]{40,})$/i.exec(part)?.[1];
      return [part, behind].flatMap((text) => parseSignature(header, text?.replace(/^"|"$/g, '') ?? ''));
    });
  });
}

function parseSignature(header: string, text: string): FoundSignature[] {
  const isHex = /^([0-9a-f]{2})+$/i.test(text);
  if (!isHex && !/^[\w+/-]+={0,2}$/.test(text)) return [];
  const encoding = isHex ? 'hex' : 'base64';
  const algorithm = algorithms[Buffer.from(text, encoding).length];
  return algorithm ? [{ header, text, algorithm, encoding }] : [];
}

/** Reads the timestamp of a signature, and writes a new one to the same place. */
interface Stamp {
  read(headers: Headers): string;
  write(headers: Headers, now: number): Headers;
}

const timePart = /((?:^|[,;\s])(?:t|ts|time|timestamp)="?)([^,;\s"]+)/;

function stampsIn(headers: Headers, signature: string): Stamp[] {
  const inside = timePart.exec(headers[signature] ?? '')?.[2];
  const own: Stamp[] =
    inside === undefined
      ? []
      : [
          {
            read: (all) => timePart.exec(all[signature] ?? '')?.[2] ?? '',
            write: (all, now) => ({
              [signature]: all[signature]!.replace(timePart, (_, before) => before + formatTimeLike(inside, now)),
            }),
          },
        ];
  const names = Object.keys(headers).filter(
    (name) => /timestamp|(^|-)(time|ts|date)$/.test(name) && !Number.isNaN(parseTime(headers[name]!)),
  );
  const others = names.map(
    (name): Stamp => ({
      read: (all) => all[name] ?? '',
      write: (_, now) => ({ [name]: formatTimeLike(headers[name]!, now) }),
    }),
  );
  return [...own, ...others].slice(0, 3);
}

/** Formats `now` in the form of another timestamp. */
function formatTimeLike(text: string, now: number): string {
  if (/^\d{12,}$/.test(text)) return String(now);
  if (/^\d+$/.test(text)) return String(Math.floor(now / 1000));
  return /gmt$/i.test(text) ? new Date(now).toUTCString() : new Date(now).toISOString();
}

const idsIn = (headers: Headers): string[] =>
  Object.keys(headers)
    .filter((name) =>
      /(webhook|message|msg|request|delivery|event|notification|svix|hook)-?(id|uuid|guid)$|nonce$/.test(name),
    )
    // The beginning of a signed text must not become an id.
    .filter((name) => isPlainId(headers[name]!))
    .slice(0, 2);

type Part = string | Buffer;

/** A text that may be signed: what it is in words, and its parts. */
interface PossibleBase extends Pick<HmacScheme, 'signs' | 'base' | 'signsUrl' | 'needsDocument'> {
  stamp?: Stamp;
}

/** A text with a timestamp, in words and as a function of the timestamp. */
type Stamped = [signs: string, make: (time: string, signed: SignedRequest) => Part[], needsDocument?: 'needsDocument'];

const stampedBodies: Stamped[] = [
  ['timestamp.body', (time, { body }) => [`${time}.`, body]],
  ['timestamp + body', (time, { body }) => [time, body], 'needsDocument'],
  ['timestamp:body', (time, { body }) => [`${time}:`, body]],
  ['body + timestamp', (time, { body }) => [body, time], 'needsDocument'],
  ['v0:timestamp:body', (time, { body }) => [`v0:${time}:`, body]],
  ['v1:timestamp:body', (time, { body }) => [`v1:${time}:`, body]],
  ['v1.timestamp.body', (time, { body }) => [`v1.${time}.`, body]],
  ['body.timestamp', (time, { body }) => [body, `.${time}`]],
  ['body:timestamp', (time, { body }) => [body, `:${time}`]],
  ['timestamp, body in lines', (time, { body }) => [`${time}\n`, body]],
  ['timestamp|body', (time, { body }) => [`${time}|`, body]],
];

const pathOf = (url: string) => url.replace(/^[a-z]+:\/\/[^/]*/i, '');

const stampedUrls: Stamped[] = [
  ['timestamp.URL.body', (time, { url, body }) => [`${time}.${url}.`, body]],
  ['timestamp + URL + body', (time, { url, body }) => [time, url, body], 'needsDocument'],
  ['method + URL + body + timestamp', (time, { method, url, body }) => [method, url, body, time], 'needsDocument'],
  [
    'timestamp + method + path + body',
    (time, { method, url, body }) => [time, method, pathOf(url), body],
    'needsDocument',
  ],
  [
    'timestamp, method, path, body in lines',
    (time, { method, url, body }) => [`${time}\n${method}\n${pathOf(url)}\n`, body],
  ],
];

const plainUrls: PossibleBase[] = [
  { signs: 'URL + body', base: ({ url, body }) => [url, body] },
  { signs: 'body + URL', base: ({ url, body }) => [body, url] },
  { signs: 'method + URL + body', base: ({ method, url, body }) => [method, url, body] },
  { signs: 'path + body', base: ({ url, body }) => [pathOf(url), body] },
];

const unstampedUrls = plainUrls.map((one) => ({ ...one, signsUrl: true, needsDocument: true }));

/** The texts that may be signed, the most common first. */
function possibleBases(headers: Headers, signature: string): PossibleBase[] {
  const stamps = stampsIn(headers, signature);
  const withStamp = (texts: Stamped[], signsUrl = false): PossibleBase[] =>
    texts.flatMap(([signs, make, needsDocument]) =>
      stamps.map((stamp) => ({
        signs,
        base: (signed: SignedRequest) => make(stamp.read(signed.headers), signed),
        stamp,
        ...(signsUrl && { signsUrl }),
        ...(needsDocument && { needsDocument: true }),
      })),
    );
  const withId = idsIn(headers).flatMap((name) => {
    const id = ({ headers: all }: SignedRequest) => all[name] ?? '';
    return ['.', ':', ''].flatMap((sign) => [
      ...withStamp([
        [
          `id${sign}timestamp${sign}body`,
          (time, signed) => [id(signed) + sign + time + sign, signed.body],
          'needsDocument',
        ],
        [
          `timestamp${sign}id${sign}body`,
          (time, signed) => [time + sign + id(signed) + sign, signed.body],
          'needsDocument',
        ],
        [
          `body${sign}id${sign}timestamp`,
          (time, signed) => [signed.body, sign + id(signed) + sign + time],
          'needsDocument',
        ],
      ]),
      {
        signs: `id${sign}body`,
        base: (signed: SignedRequest) => [id(signed) + sign, signed.body],
        needsDocument: true,
      },
    ]);
  });
  return [
    { signs: 'body', base: ({ body }) => [body] },
    ...withStamp(stampedBodies),
    ...withId,
    ...unstampedUrls,
    ...withStamp(stampedUrls, true),
  ];
}

/** What marks a secret as one, and is not part of the key: `whsec_…`, or `v1,whsec_…` as some services show it. */
const mark = /^(v1,)?whsec_/;

const keys: ((secret: string) => Buffer | undefined)[] = [
  (secret) => Buffer.from(secret, 'utf8'),
  (secret) => (mark.test(secret) ? Buffer.from(secret.replace(mark, ''), 'utf8') : undefined),
  (secret) => {
    const bare = secret.replace(mark, '');
    return /^[\w+/-]{16,}={0,2}$/.test(bare) ? Buffer.from(bare, 'base64') : undefined;
  },
  (secret) => (/^([0-9a-f]{2}){8,}$/i.test(secret) ? Buffer.from(secret, 'hex') : undefined),
];

/** A base64 signature in the alphabet, and with the padding, of another one. */
function inAlphabetOf(text: string, made: string): string {
  const padded = text.endsWith('=') || text.length % 4 === 0 ? made : made.replace(/(?<!=)=+$/, '');
  return /[-_]/.test(text) ? padded.replaceAll('+', '-').replaceAll('/', '_') : padded;
}

const exactly = (header: string) => new RegExp(`^${escapeRegExp(header)}$`);

/** The schemes to try for a request, the most common first. */
function candidateSchemes(headers: Headers, secret: string): HmacScheme[] {
  const tried = signaturesIn(headers).slice(0, 4);
  return keys.flatMap((toKey) => {
    const key = toKey(secret);
    if (!key) return [];
    return tried.flatMap(({ header, text, algorithm, encoding }) =>
      possibleBases(headers, header).map(
        ({ signs, base, stamp, signsUrl, needsDocument }): HmacScheme => ({
          name: header,
          header: exactly(header),
          algorithm,
          encoding,
          given: (all) => signaturesIn(all).flatMap((one) => (one.header === header ? [one.text] : [])),
          put: (made, { headers: all, now }) => {
            const value = stamp?.write(all, now)[header] ?? all[header]!;
            return { [header]: value.replace(text, encoding === 'hex' ? made : inAlphabetOf(text, made)) };
          },
          stamp: ({ headers: all, now }: UnsignedRequest) => stamp?.write(all, now) ?? {},
          signs,
          base,
          key: () => key,
          ...(stamp && { signedAt: (all: Headers) => parseTime(stamp.read(all)) }),
          ...(signsUrl && { signsUrl }),
          ...(needsDocument && { needsDocument }),
        }),
      ),
    );
  });
}

/** Maximum size in bytes of a body for which all schemes are tried: a stranger could keep the receiver busy. */
const maxTriedBytes = 64 * 1024;

/** Number of schemes tried for larger bodies. */
const commonSchemes = 12;

function findMatchingScheme(signed: SignedRequest, secret: string): HmacScheme | undefined {
  const all = candidateSchemes(signed.headers, secret);
  const tried = signed.body.length > maxTriedBytes ? all.slice(0, commonSchemes) : all;
  return tried.find((scheme) => matchesSecret(scheme, signed, secret));
}

/** The verifier of the scheme by which a request was signed, whatever its age; undefined where none fits. */
export function detectVerifier(signed: SignedRequest, secret: string): SignatureVerifier | undefined {
  const scheme = findMatchingScheme(signed, secret);
  return scheme && hmacVerifier(scheme);
}

/**
 * A verifier that tries the usual schemes; undefined where no header can hold an HMAC.
 * @param isFallback true where the scheme that the headers name has been tried: that one explains a refusal, and fewer
 * schemes are tried for a body that is not held in memory
 */
export function detectingVerifier(headers: Headers, isFallback = false): SignatureVerifier | undefined {
  const [first] = signaturesIn(headers);
  if (!first) return undefined;
  return {
    name: first.header,
    header: exactly(first.header),
    facts: { algorithm: 'HMAC', signs: 'tried', coversBody: true },
    verify(signed, secret) {
      const scheme = findMatchingScheme(signed, secret);
      if (!scheme) return invalid(isFallback ? nothingFits : diagnoseCommon(signed, secret));
      return named(hmacVerifier(scheme).verify(signed, secret), scheme);
    },
    sign(unsigned, secret) {
      const scheme = findMatchingScheme(unsigned, secret);
      if (!scheme) throw new Error(describeProblem(nothingFits));
      return hmacVerifier(scheme).sign(unsigned, secret);
    },
    stream: (signed, secret) =>
      streamAll(candidateSchemes(signed.headers, secret).slice(0, isFallback ? 4 : commonSchemes), signed, secret),
  };
}

/** A verdict that says what fitted: `x-acme-signature: HMAC-SHA256 in hex of timestamp.body`. */
const named = (verdict: SignatureVerdict, scheme: HmacScheme): SignatureVerdict =>
  verdict.valid ? { ...verdict, scheme: `${scheme.name}: ${describeAlgorithm(scheme)} of ${scheme.signs}` } : verdict;

const nothingFits: SignatureProblem = { code: 'mismatch', possibleCause: 'unknownScheme' };

/** The mistake of the user or a proxy, where one of the most common schemes explains the signature. */
function diagnoseCommon(signed: SignedRequest, secret: string): SignatureProblem {
  for (const scheme of candidateSchemes(signed.headers, secret).slice(0, 4)) {
    const verdict = hmacVerifier(scheme).verify(signed, secret);
    if (!verdict.valid && namesCause(verdict.problem)) return verdict.problem;
  }
  return nothingFits;
}

/** Verifies a body that is not held in memory by several schemes at once. */
function streamAll(schemes: HmacScheme[], signed: Omit<SignedRequest, 'body'>, secret: string): StreamingVerification {
  const running = schemes.flatMap((scheme): StreamingVerification[] => {
    const one = hmacVerifier(scheme).stream?.(signed, secret);
    return one ? [{ update: one.update, verdict: (now) => named(one.verdict(now), scheme) }] : [];
  });
  return {
    update(chunk) {
      for (const one of running) one.update(chunk);
    },
    verdict(now) {
      const verdicts = running.map((one) => one.verdict(now));
      const explained = verdicts.find((one) => !one.valid && namesCause(one.problem));
      return verdicts.find(({ valid }) => valid) ?? explained ?? invalid(nothingFits);
    },
  };
}
