import type { Json } from './json';

/**
 * A body in its file, which the server reads in a worker: bodies of up to 25 MB are too large for JSON-RPC.
 */
export interface StoredBody {
  /** Absolute path of a file that holds the raw body. */
  file: string;
  /** Offset of the body in the file, in bytes; 0 by default. */
  start?: number;
  /** Length of the body in bytes; the rest of the file by default. */
  bytes?: number;
  contentType: string | null;
  contentEncoding: string | null;
}

/**
 * The charset of a body, as `TextDecoder` takes it; both sides read bodies by it. A byte-order mark decides, then the
 * content type, then the zero bytes of UTF-16 in the ASCII that JSON, XML and forms begin with (RFC 4627, section 3).
 * Otherwise UTF-8, which JSON must use (RFC 8259, section 8.1).
 */
export function charsetOf(bytes: Uint8Array, contentType: string | null): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const named = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? '';
  if (/^utf-?16(le|be)$/.test(named)) return named.replace(/^utf-?/, 'utf-');
  if (first === 0 && isAscii(second) && isAscii(bytes[3] ?? second)) return 'utf-16be';
  if (second === 0 && isAscii(first) && isAscii(bytes[2] ?? first)) return 'utf-16le';
  if (/^(utf-?16|ucs-2|unicode)$/.test(named)) return 'utf-16le';
  return isKnownCharset(named) ? named : 'utf-8';
}

const isAscii = (byte = 0) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d);

function isKnownCharset(name: string): boolean {
  try {
    return name !== '' && new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

/**
 * The Content-Encodings of a body, the outermost first: they were applied in the order of the header (RFC 9110, 8.4). Some
 * senders name their charset there, which compresses nothing.
 */
export function encodingsOf(contentEncoding: string | null): string[] {
  const names = (contentEncoding ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => !/^(|identity|none|utf-?8)$/.test(name)).reverse();
}

/** The compressed formats that a side must be able to decompress. */
export type Compression = 'gzip' | 'zlib' | 'deflate' | 'brotli';

/** The format of bytes with a Content-Encoding. Throws where the encoding is unknown. */
export function compressionOf(encoding: string, bytes: Uint8Array): Compression {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'deflate':
      return hasZlibHeader(bytes) ? 'zlib' : 'deflate';
    case 'br':
      return 'brotli';
    default:
      throw new Error(`unknown Content-Encoding ${JSON.stringify(encoding)}`);
  }
}

/** Returns the text of bytes in their charset; undefined where they are not text in it. */
export function decodeText(bytes: Uint8Array, contentType: string | null): string | undefined {
  try {
    return new TextDecoder(charsetOf(bytes, contentType), { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * A form as the notification schema describes it: the JSON object in its only field `payload`, as GitHub sends it, otherwise
 * its fields. `wrapped` is the text of that JSON.
 */
export function readForm(form: string): { value: Json; wrapped?: string } {
  const fields = [...new URLSearchParams(form)];
  const [[name, text] = ['', '']] = fields;
  const value = fields.length === 1 && name === 'payload' ? parsedObject(text) : undefined;
  return value === undefined ? { value: fieldsOf(fields) } : { value, wrapped: text };
}

function parsedObject(text: string): Json | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // An ordinary field that happens to have that name.
    return undefined;
  }
}

/** The values of a form's fields by name; those of a field that came several times are a list. */
function fieldsOf(fields: [string, string][]): Record<string, Json> {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0]! : all]));
}

/** True when deflated bytes have the header that "deflate" implies (RFC 1950, 2.2). Some senders leave it out. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
