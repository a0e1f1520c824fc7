/** Building blocks for the providers' rows. */
import type { SignedRequest } from './signature';

/** Reads the signature from a header that holds only a signature, perhaps after a prefix. */
export const singleSignature =
  (name: string, form: RegExp) =>
  (headers: Record<string, string>): string[] =>
    form.exec(headers[name] ?? '')?.slice(1, 2) ?? [];

export const toSeconds = (milliseconds: number) => String(Math.floor(milliseconds / 1000));

const hex64 = '([0-9a-f]{64})';
export const hexAfter = (prefix: string) => new RegExp(`^${prefix}${hex64}$`, 'i');
export const anyToken = /^(\S+)$/;
export const exactHeader = (name: string) => new RegExp(`^${name}$`);
export const bodyOnly = ({ body }: SignedRequest) => [body];

/** The key of a provider that shows its secrets in hex; empty for any other text. */
export const keyFromHex = (secret: string): Buffer =>
  Buffer.from(/^([0-9a-f]{2})+$/i.test(secret.trim()) ? secret.trim() : '', 'hex');

/** Milliseconds since the epoch, from a text in seconds or milliseconds: values above 1e12 are milliseconds. */
export function parseEpoch(text: string | undefined): number {
  const value = /^\d{1,15}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return value > 1e12 ? value : value * 1000;
}

/** The values of a name in parts such as `t=1700000000,v1=5257a8`. */
export const valuesOf = (text: string | undefined, name: string, separator = ','): string[] =>
  (text ?? '')
    .split(separator)
    .map((part) => part.trim())
    .flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));

/** RFC 3339 with a zone, or RFC 9110, section 5.6.7. No part of such a date is one. */
const dateForm =
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$|^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * Milliseconds since the epoch; NaN for a text of any other form. `Date.parse` takes more, such as a date without its
 * seconds: what is cut off a timestamp could become a part of the body.
 */
export const parseDate = (text = ''): number => (dateForm.test(text) ? Date.parse(text) : Number.NaN);

/** Milliseconds since the epoch, from a number as in {@link parseEpoch} or a date; NaN for any other text. */
export const parseTime = (text: string): number => (/^\d+$/.test(text) ? parseEpoch(text) : parseDate(text));
