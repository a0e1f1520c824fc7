import { decodeText, unpackBody } from '../../common/bodyText';
import type { BodyKind } from '../messages/delivery';

/** A decompressed body, parsed if it is structured. */
export interface Content {
  kind: BodyKind;
  bytes: Buffer;
  text?: string;
  value?: unknown;
  remark?: string;
}

/** Maximum number of bytes after decompression. */
const maxBytes = 64 * 1024 * 1024;

/** Maximum number of characters given to the XML parser, which is not made for dumps. */
const maxXml = 4 * 1024 * 1024;

/** @param headers names in lower case */
export async function readContent(raw: Buffer, headers: Record<string, string>): Promise<Content> {
  const { bytes, remark } = await decompressed(raw, headers['content-encoding'] ?? '');
  if (bytes.length === 0) return { kind: 'empty', bytes };
  const contentType = (headers['content-type'] ?? '').toLowerCase();
  const text = displayableText(bytes, contentType);
  if (text === undefined) return { kind: 'binary', bytes, remark };
  return { bytes, text, remark, ...(await structureOf(text, contentType)) };
}

async function decompressed(raw: Buffer, encoding: string): Promise<{ bytes: Buffer; remark?: string }> {
  try {
    return { bytes: await unpackBody(raw, encoding, maxBytes) };
  } catch (error) {
    return { bytes: raw, remark: `${encoding}: ${(error as Error).message}` };
  }
}

/** Returns undefined when the bytes are not text, or hold control characters that text does not have. */
function displayableText(bytes: Buffer, contentType: string): string | undefined {
  const text = decodeText(bytes, contentType);
  return text === undefined || /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? undefined : text;
}

async function structureOf(text: string, contentType: string): Promise<{ kind: BodyKind; value?: unknown }> {
  if (contentType.includes('x-www-form-urlencoded')) return { kind: 'form', value: formValue(text) };
  if (/^\s*[[{"\d\-tfn]/.test(text)) {
    const value = parsed(text);
    if (value !== undefined) return { kind: 'json', value };
  }
  if (/[/+]xml\b/.test(contentType) || /^\s*<\?xml/.test(text)) return { kind: 'xml', value: await xmlValue(text) };
  return { kind: 'text' };
}

/** Parses a form. JSON in a field is parsed too, because several services send it that way. */
function formValue(form: string): unknown {
  const fields = new Map<string, unknown[]>();
  for (const [name, text] of new URLSearchParams(form)) {
    const value = /^\s*[[{]/.test(text) ? (parsed(text) ?? text) : text;
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  const named: Record<string, unknown> = Object.create(null);
  for (const [name, values] of fields) named[name] = values.length === 1 ? values[0] : values;
  return named;
}

/** Parses XML; attribute names start with `@`. Undefined when it is malformed or too long. */
async function xmlValue(text: string): Promise<unknown> {
  if (text.length > maxXml) return undefined;
  // Loaded on first use, because few services send XML.
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(text) !== true) return undefined;
  const options = {
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    // Entities from services are shown, not expanded.
    processEntities: false,
  };
  return new XMLParser(options).parse(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
