/** HMAC schemes that many providers share, and the forms that the others are rows of. */
import { isPlainId } from './bodyEdges';
import { type HmacScheme, hmacVerifier } from './hmac';
import {
  anyToken,
  bodyOnly,
  exactHeader,
  hexAfter,
  parseDate,
  parseEpoch,
  singleSignature,
  toSeconds,
  valuesOf,
} from './hmacParts';
import type { SignatureVerifier, UnsignedRequest } from './signature';

export type Kind = Pick<HmacScheme, 'algorithm' | 'encoding' | 'plainDigest'>;

export const hex: Kind = { algorithm: 'sha256', encoding: 'hex' };
export const base64: Kind = { algorithm: 'sha256', encoding: 'base64' };
export const sha1 = (kind: Kind): Kind => ({ ...kind, algorithm: 'sha1' });
export const sha512 = (kind: Kind): Kind => ({ ...kind, algorithm: 'sha512' });

/** Reads the signatures after a prefix. There are several, separated by commas, while a key is rotated. */
const signaturesAfter = (name: string, prefix: string) => (headers: Record<string, string>) =>
  (headers[name] ?? '')
    .split(/,\s*/)
    .flatMap((one) => (one.startsWith(prefix) && one.length > prefix.length ? [one.slice(prefix.length)] : []));

/** The scheme of an HMAC over the raw body alone. */
export function bodyScheme(name: string, from: string, kind: Kind, prefix = ''): HmacScheme {
  return {
    name,
    header: exactHeader(from),
    ...kind,
    given: signaturesAfter(from, prefix),
    put: (signature) => ({ [from]: prefix + signature }),
    signs: 'body',
    base: bodyOnly,
  };
}

/** An HMAC over the raw body alone, or what `changes` make of it. */
export const ofBody = (
  name: string,
  from: string,
  kind: Kind,
  prefix = '',
  changes: Partial<HmacScheme> = {},
): SignatureVerifier => hmacVerifier({ ...bodyScheme(name, from, kind, prefix), ...changes });

/** The header of a timestamp, and how it is written: {@link seconds}, {@link milliseconds}, {@link iso}. */
export interface TimeHeader {
  header: string;
  write(milliseconds: number): string;
  read(text: string | undefined): number;
}

export const seconds = { write: toSeconds, read: parseEpoch };
export const milliseconds = { write: String, read: parseEpoch };
export const iso = { write: (now: number) => new Date(now).toISOString(), read: parseDate };

/** The scheme of an HMAC over the body and a timestamp that has its own header. */
export function stampedScheme(
  name: string,
  from: string,
  kind: Kind,
  at: TimeHeader,
  signs: string,
  base: (timestamp: string, body: Buffer) => (string | Buffer)[],
  prefix = '',
): HmacScheme {
  return {
    ...bodyScheme(name, from, kind, prefix),
    stamp: ({ now }) => ({ [at.header]: at.write(now) }),
    signs,
    base: ({ headers, body }) => base(headers[at.header] ?? '', body),
    signedAt: (headers) => at.read(headers[at.header]),
  };
}

export const stamped = (...row: Parameters<typeof stampedScheme>): SignatureVerifier =>
  hmacVerifier(stampedScheme(...row));

/** The form of a header that has its timestamp and signatures in parts: `t=1700000000,v1=5257a8`. */
export interface PartsForm {
  time: string;
  signature: string;
  separator: ',' | ';';
  /** Between timestamp and body in the signed text. */
  between: string;
  /** How the timestamp is written. Defaults to seconds. */
  writeTime?(milliseconds: number): string;
  /** Maximum age in milliseconds, where the provider documents one. */
  toleranceMs?: number;
}

/** An HMAC whose timestamp and signatures are parts of one header. */
export function inParts(
  name: string,
  from: string,
  { time, signature, separator, between, writeTime = toSeconds, toleranceMs }: PartsForm,
  kind: Kind = hex,
  changes: Partial<HmacScheme> = {},
): SignatureVerifier {
  const timeIn = (headers: Record<string, string>) => valuesOf(headers[from], time, separator)[0];
  const written = (now: number) => `${time}=${writeTime(now)}`;
  return hmacVerifier({
    name,
    header: exactHeader(from),
    ...kind,
    given: (headers) => valuesOf(headers[from], signature, separator),
    put: (made, { now }) => ({ [from]: `${written(now)}${separator}${signature}=${made}` }),
    stamp: ({ now }) => ({ [from]: written(now) }),
    signs: `timestamp${between}body`,
    base: ({ headers, body }) => [`${timeIn(headers) ?? ''}${between}`, body],
    signedAt: (headers) => parseEpoch(timeIn(headers)),
    ...(toleranceMs !== undefined && { toleranceMs }),
    ...changes,
  });
}

/** Slack's scheme, which Zoom has under other names. */
export const versioned = (name: string, from: string, timestamp: string, toleranceMs?: number): SignatureVerifier =>
  hmacVerifier({
    name,
    header: exactHeader(from),
    ...hex,
    given: singleSignature(from, hexAfter('v0=')),
    put: (signature) => ({ [from]: `v0=${signature}` }),
    stamp: ({ now }) => ({ [timestamp]: toSeconds(now) }),
    signs: 'v0:timestamp:body',
    base: ({ headers, body }) => [`v0:${headers[timestamp] ?? ''}:`, body],
    signedAt: (headers) => parseEpoch(headers[timestamp]),
    ...(toleranceMs !== undefined && { toleranceMs }),
  });

/** The unsigned id by which receivers tell GitHub's deliveries apart. */
function githubIds({ headers, id }: UnsignedRequest): Record<string, string> {
  return headers['x-github-delivery'] === undefined ? {} : { 'x-github-delivery': id };
}

/** GitHub's scheme, which Meta and others have as well. A form is signed as its raw bytes. */
export const hubSignature256 = hmacVerifier({
  name: 'X-Hub-Signature-256',
  header: exactHeader('x-hub-signature-256'),
  ...hex,
  given: singleSignature('x-hub-signature-256', hexAfter('sha256=')),
  put: (signature) => ({ 'x-hub-signature-256': `sha256=${signature}` }),
  stamp: githubIds,
  signs: 'body',
  base: bodyOnly,
});

const hubSignatureOf = (algorithm: HmacScheme['algorithm']): SignatureVerifier =>
  ofBody(`X-Hub-Signature (${algorithm})`, 'x-hub-signature', { algorithm, encoding: 'hex' }, `${algorithm}=`, {
    isOurs: (headers) => headers['x-hub-signature']!.startsWith(`${algorithm}=`),
  });

/** W3C WebSub, section 7.1: the header names its algorithm. */
export const hubSignature = {
  sha1: hubSignatureOf('sha1'),
  sha256: hubSignatureOf('sha256'),
  sha384: hubSignatureOf('sha384'),
  sha512: hubSignatureOf('sha512'),
};

/** Asana's scheme, which Wrike has as well. */
export const hookSignature = ofBody('Asana and Wrike', 'x-hook-signature', hex, '', {
  isOurs: (headers) => !headers['x-hook-signature']!.startsWith('sha1='),
});

/** A secret as it is copied, without what marks it: `v1,whsec_…`. */
const withoutMark = (secret: string): string => secret.replace(/^(v1,)?whsec_/, '');

/** The scheme of Standard Webhooks under a prefix of headers. Key: base64 after `whsec_`. */
const standard = (prefix: 'webhook' | 'svix', name: string): SignatureVerifier =>
  hmacVerifier({
    name,
    header: exactHeader(`${prefix}-signature`),
    // GoCardless and Storyblok have a header of the same name.
    isOurs: (headers) => headers[`${prefix}-id`] !== undefined,
    ...base64,
    // "The webhook id must not contain full stops": one that does would move the border between id and body.
    given: (headers) =>
      (isPlainId(headers[`${prefix}-id`] ?? '') ? (headers[`${prefix}-signature`] ?? '') : '')
        .split(' ')
        .flatMap((one) => /^v1,(\S+)$/.exec(one)?.[1] ?? []),
    put: (signature) => ({ [`${prefix}-signature`]: `v1,${signature}` }),
    stamp: ({ id, now }) => ({ [`${prefix}-id`]: `msg_${id}`, [`${prefix}-timestamp`]: toSeconds(now) }),
    signs: 'id.timestamp.body',
    base: ({ headers, body }) => [`${headers[`${prefix}-id`] ?? ''}.${headers[`${prefix}-timestamp`] ?? ''}.`, body],
    key: (secret) => Buffer.from(withoutMark(secret), 'base64'),
    signedAt: (headers) => parseEpoch(headers[`${prefix}-timestamp`]),
    toleranceMs: 5 * 60_000,
  });

export const standardWebhooks = standard('webhook', 'Standard Webhooks');
export const svixWebhooks = standard('svix', 'Svix');

/** Reads the signature from a header that holds nothing else. */
export const wholeHeader = (name: string) => singleSignature(name, anyToken);
