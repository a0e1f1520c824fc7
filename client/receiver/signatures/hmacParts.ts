/** What the rows of providers are made of. */
import type { SignedRequest } from './hmac';

/** The signature of a header that holds nothing but it, perhaps behind a prefix. */
export const singleSignature =
  (name: string, form: RegExp) =>
  (headers: Record<string, string>): string[] =>
    form.exec(headers[name] ?? '')?.slice(1, 2) ?? [];

/** Writes a signature where {@link singleSignature} reads it. */
export const writeSignature =
  (name: string, prefix = '') =>
  (signature: string): Record<string, string> => ({ [name]: prefix + signature });

export const toSeconds = (milliseconds: number) => String(Math.floor(milliseconds / 1000));

const hex64 = '([0-9a-f]{64})';
export const hexAfter = (prefix: string) => new RegExp(`^${prefix}${hex64}$`, 'i');
export const anyToken = /^(\S+)$/;
export const exactHeader = (name: string) => new RegExp(`^${name}$`);
export const bodyOnly = ({ body }: SignedRequest) => [body];

/** Some providers count in seconds, some in milliseconds; a second of the year 33658 is neither. */
export function parseEpoch(text: string | undefined): number {
  const value = /^\d{1,15}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return value > 1e12 ? value : value * 1000;
}

/** Parts such as `t=1700000000,v1=5257a8`: the values of a name. */
export const valuesOf = (text: string | undefined, name: string, separator = ','): string[] =>
  (text ?? '')
    .split(separator)
    .map((part) => part.trim())
    .flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));

/** Seconds or milliseconds since the epoch, or a date in text; NaN where it is neither. */
export const parseTime = (text: string): number => (/^\d+$/.test(text) ? parseEpoch(text) : Date.parse(text));
