import type { Json } from '../../../server/protocol/json';
import { decodeText, unpackBody } from '../../common/bodyText';

/** What a stored body says. */
export type DecodedBody =
  | { kind: 'empty' }
  /** `wrapped`: it came as the field `payload` of a form, as GitHub sends it. */
  | { kind: 'json'; value: Json; text: string; wrapped: boolean }
  | { kind: 'form'; fields: [string, string][]; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'binary' };

/** What a compressed body may unfold to. */
const maxOutputLength = 128 * 1024 * 1024;

/** Reads a body by its headers (lower-case names). What is no text of its charset, or cannot be unpacked, is `binary`. */
export async function decodeBody(headers: Record<string, string>, bytes: Buffer): Promise<DecodedBody> {
  const text = await payloadText(headers, bytes);
  if (text === undefined) return { kind: 'binary' };
  if (text.trim() === '') return { kind: 'empty' };
  if (isForm(headers)) return decodeForm(text);
  const value = mediaType(headers).startsWith('multipart/') ? undefined : parse(text);
  return value === undefined ? { kind: 'text', text } : { kind: 'json', value, text, wrapped: false };
}

async function payloadText(headers: Record<string, string>, bytes: Buffer): Promise<string | undefined> {
  try {
    const plain = await unpackBody(bytes, headers['content-encoding'] ?? '', maxOutputLength);
    const text = decodeText(plain, headers['content-type'] ?? '');
    return text?.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function decodeForm(text: string): DecodedBody {
  const fields = [...new URLSearchParams(text)];
  const payload = fields.find(([name]) => name === 'payload')?.[1];
  const value = payload?.trimStart().startsWith('{') ? parse(payload) : undefined;
  if (payload === undefined || value === undefined) return { kind: 'form', fields, text };
  return { kind: 'json', value, text: payload, wrapped: true };
}

/**
 * The bytes of an edited payload, in the form that its headers announce: an object in JSON goes into the field
 * `payload` of a form. Anything else is taken as it is.
 */
export function encodeBody(headers: Record<string, string>, text: string): Buffer {
  const isWrapped = isForm(headers) && text.trimStart().startsWith('{') && parse(text) !== undefined;
  return Buffer.from(isWrapped ? new URLSearchParams({ payload: text }).toString() : text, 'utf8');
}

const mediaType = (headers: Record<string, string>): string =>
  (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();

const isForm = (headers: Record<string, string>) => mediaType(headers) === 'application/x-www-form-urlencoded';

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
