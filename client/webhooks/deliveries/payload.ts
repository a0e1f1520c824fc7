import { readForm } from '../../../server/protocol/body';
import type { Json } from '../../../server/protocol/json';
import { decodeText, unpackBody } from '../../common/bodyText';

/** The content of a stored body. */
export type DecodedBody =
  | { kind: 'empty' }
  /** `wrapped`: in the only field of a form, `payload`, as GitHub sends it. */
  | { kind: 'json'; value: Json; text: string; wrapped: boolean }
  | { kind: 'form'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'binary' };

/** Maximum size of a decompressed body, in bytes. */
const maxOutputLength = 128 * 1024 * 1024;

/** Decodes a body by its headers (names in lower case). A body that is not text in its charset, or can't be decompressed, is `binary`. */
export async function decodeBody(headers: Record<string, string>, bytes: Buffer): Promise<DecodedBody> {
  const text = await bodyText(headers, bytes);
  if (text === undefined) return { kind: 'binary' };
  if (text.trim() === '') return { kind: 'empty' };
  if (isForm(headers)) return decodeForm(text);
  const value = mediaType(headers).startsWith('multipart/') ? undefined : parse(text);
  return value === undefined ? { kind: 'text', text } : { kind: 'json', value, text, wrapped: false };
}

/** The body as text; undefined where it is not text in its charset, or can't be decompressed. */
export async function bodyText(headers: Record<string, string>, bytes: Buffer): Promise<string | undefined> {
  try {
    const plain = await unpackBody(bytes, headers['content-encoding'] ?? '', maxOutputLength);
    const text = decodeText(plain, headers['content-type'] ?? '');
    return text?.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function decodeForm(text: string): DecodedBody {
  const { value, wrapped } = readForm(text);
  return wrapped === undefined ? { kind: 'form', text } : { kind: 'json', value, text: wrapped, wrapped: true };
}

/**
 * Encodes an edited payload as its headers announce: a JSON object goes into the field `payload` of a form. Other
 * payloads are sent as they are.
 */
export function encodeBody(headers: Record<string, string>, text: string): Buffer {
  const isWrapped = isForm(headers) && text.trimStart().startsWith('{') && parse(text) !== undefined;
  return Buffer.from(isWrapped ? new URLSearchParams({ payload: text }).toString() : text, 'utf8');
}

const mediaType = (headers: Record<string, string>): string =>
  (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();

export const isForm = (headers: Record<string, string>) => mediaType(headers) === 'application/x-www-form-urlencoded';

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
