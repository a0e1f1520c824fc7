import { escapeRegExp } from '../../common/escapeRegExp';
import { InputError } from '../../common/inputError';
import type { SignatureDescription } from '../../domain/signature';
import type { HmacScheme } from '../../providers/kit/hmac';
import { hmacVerifier } from '../../providers/kit/hmac';
import { parseTime } from '../../providers/kit/hmacParts';
import type { SignatureVerifier } from '../../providers/kit/signature';

const choices = {
  algorithm: ['sha1', 'sha256', 'sha512'],
  encoding: ['hex', 'base64'],
  signs: ['body', 'timestamp.body', 'url+body'],
} as const;

const headerName = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

/**
 * Parses the description that a script gives. Defaults to SHA-256 in hex, without a prefix, over the body.
 * @throws naming the property of `signature` that is missing or wrong
 */
export function parseSignatureDescription(given: unknown): SignatureDescription {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InputError('signature', 'It must be an object.');
  }
  const {
    header,
    algorithm = 'sha256',
    encoding = 'hex',
    prefix = '',
    signs = 'body',
    timestampHeader,
  } = given as Record<string, unknown>;
  if (header === undefined || header === '') throw new InputError('signature.header', 'Supply this property.');
  if (typeof header !== 'string' || !headerName.test(header)) {
    throw new InputError('signature.header', 'It must be the name of a header.');
  }
  for (const [name, value] of Object.entries({ algorithm, encoding, signs })) {
    const known: readonly string[] = choices[name as keyof typeof choices];
    if (!known.includes(value as string))
      throw new InputError(`signature.${name}`, `It must be one of ${known.join(', ')}.`);
  }
  if (typeof prefix !== 'string' || prefix.length > 100)
    throw new InputError('signature.prefix', 'It must be a string of at most 100 characters.');
  const description = { header: header.toLowerCase(), algorithm, encoding, prefix, signs } as SignatureDescription;
  if (signs !== 'timestamp.body') return description;
  if (timestampHeader === undefined || timestampHeader === '')
    throw new InputError('signature.timestampHeader', 'Supply this property.');
  if (typeof timestampHeader !== 'string' || !headerName.test(timestampHeader)) {
    throw new InputError('signature.timestampHeader', 'It must be the name of a header.');
  }
  return { ...description, timestampHeader: timestampHeader.toLowerCase() };
}

/** The verifier for a scheme that the user has described. */
export function customVerifier({
  header,
  algorithm,
  encoding,
  prefix,
  signs,
  timestampHeader = '',
}: SignatureDescription): SignatureVerifier {
  const isStamped = signs === 'timestamp.body';
  const scheme: HmacScheme = {
    name: header,
    header: new RegExp(`^${escapeRegExp(header)}$`),
    algorithm,
    encoding,
    // There are several, separated by commas or blanks, while a key is rotated.
    given: (headers) =>
      (headers[header] ?? '')
        .split(/[\s,]+/)
        .flatMap((one) => (one.startsWith(prefix) && one.length > prefix.length ? [one.slice(prefix.length)] : [])),
    put: (signature) => ({ [header]: prefix + signature }),
    stamp: ({ now }) => (isStamped ? { [timestampHeader]: String(Math.floor(now / 1000)) } : {}),
    signs,
    base({ body, url, headers }) {
      if (isStamped) return [`${headers[timestampHeader] ?? ''}.`, body];
      return signs === 'url+body' ? [url, body] : [body];
    },
    ...(isStamped && { signedAt: (headers: Record<string, string>) => parseTime(headers[timestampHeader] ?? '') }),
    signsUrl: signs === 'url+body',
    needsDocument: signs === 'url+body',
  };
  return hmacVerifier(scheme);
}
