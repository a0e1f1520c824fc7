/** Reads the body of a response: JSON, XML or text, as services write it. */
import type { Json, JsonObject } from '../../../server/protocol/json';
import { isObject, parseJson } from '../../common/json';
import type { Answer } from '../../common/transport';

const isXml = (contentType: string | null, text: string) =>
  /[/+]xml\b/i.test(contentType ?? '') || /^\s*<\?xml/.test(text);

/** Returns the body as data; XML as the root's elements and attributes by name. Undefined for any other body. */
export async function bodyOf({ text, headers }: Answer): Promise<Json | undefined> {
  return parseJson(text) ?? (isXml(headers.get('content-type'), text) ? xmlOf(text) : undefined);
}

async function xmlOf(text: string): Promise<Json | undefined> {
  // Loaded on demand: few services respond with XML.
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(text) !== true) return undefined;
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    // An id such as 007 must not become a number.
    parseTagValue: false,
    parseAttributeValue: false,
    // Entities may expand to any size.
    processEntities: false,
  });
  try {
    const [root] = Object.values(parser.parse(text) as JsonObject);
    return root;
  } catch {
    return undefined;
  }
}

/** Returns the message of an error response, in the shapes that services use; otherwise its text, without markup. */
export function messageIn({ text, headers }: Answer): string {
  const parsed = parseJson(text);
  const said = [...messagesIn(parsed), ...challengeIn(headers.get('www-authenticate'))];
  if (said.length > 0) return said.join('; ');
  if (parsed === null || (typeof parsed === 'object' && Object.keys(parsed).length === 0)) return '';
  return /^\s*</.test(text) ? textOfMarkup(text) : text;
}

const named = ['message', 'detail', 'title', 'error_description', 'error', 'errors', 'errmsg', 'msg'] as const;

/** Returns a member whose name may have capitals. */
const memberOf = (object: JsonObject, name: string): Json | undefined =>
  Object.entries(object).find(([own]) => own.toLowerCase() === name)?.[1];

function messagesIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  if (Array.isArray(value)) return value.flatMap((item) => messagesIn(item, depth + 1));
  const own = value as JsonObject;
  // OData 3, "Error response": an object of a language and the text.
  if ('lang' in own && typeof own.value === 'string') return messagesIn(own.value, depth + 1);
  return [
    ...new Set(
      named.flatMap((name) => {
        const found = memberOf(own, name);
        return name === 'errors' && isObject(found) ? byField(found) : messagesIn(found, depth + 1);
      }),
    ),
  ];
}

/** Returns the messages by field in problem details (RFC 9457) as ASP.NET and others extend them. */
const byField = (errors: JsonObject): string[] =>
  Object.entries(errors).flatMap(([field, messages]) =>
    [messages].flat().map((message) => `${field}: ${typeof message === 'string' ? message : JSON.stringify(message)}`),
  );

/** Returns the `error_description` in the challenge of a 401 (RFC 6750). */
function challengeIn(header: string | null): string[] {
  const said = /error_description="([^"]*)"/i.exec(header ?? '')?.[1];
  return said ? [said] : [];
}

/** Returns the title and the text of a web page, or the text of XML. */
function textOfMarkup(text: string): string {
  return text
    .slice(0, 8_000)
    .replace(/<!--[\s\S]*?-->|<(script|style|title|head)\b[\s\S]*?<\/\1\s*>/gi, (found) =>
      /^<(title|head)/i.test(found) ? ` ${/<title[^>]*>([\s\S]*?)<\/title/i.exec(found)?.[1] ?? ''} ` : ' ',
    )
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39|apos|nbsp);/g, (_, name: string) => entities[name] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" };

/** Returns the message of a body that reports a failure in spite of a status of success; undefined for any other. */
export function failureIn(body: Json | undefined): string | undefined {
  if (!isObject(body)) return undefined;
  const isNo =
    ['ok', 'success'].some((name) => /^(false|0)$/i.test(String(memberOf(body, name)))) ||
    ['error', 'errors'].some((name) => isError(memberOf(body, name))) ||
    (isResponseStatus(body) && ['status', 'statuscode', 'code'].some((name) => isBad(memberOf(body, name)))) ||
    /^-?[1-9]/.test(String(memberOf(body, 'errcode')));
  return isNo ? messagesIn(body).join('; ') : undefined;
}

/** Matches the values of an error member when there is no error. */
const isNone = /^(|0|2\d\d|ok|no|none|null|false|success(ful)?|no errors?)$/i;

function isError(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.some(isError);
  if (!isObject(value)) return !isNone.test(String(value).trim());
  // TikTok has an `error` in every response; its code says whether there is one.
  const code = String(memberOf(value, 'code') ?? '');
  return code === '' ? Object.values(value).some(isError) : isError(code);
}

/**
 * True when a body's status is that of the response: next to a message, next to `data` (JSend), or alone. Otherwise it
 * may be the status of the webhook.
 */
function isResponseStatus(body: JsonObject): boolean {
  const hasMessage = ['message', 'detail', 'msg', 'errmsg'].some((name) => {
    const message = memberOf(body, name);
    return typeof message === 'string' && message !== '';
  });
  return hasMessage || memberOf(body, 'data') !== undefined || Object.keys(body).length === 1;
}

/** True for an HTTP status of an error, and for a word such as JSend's `fail`. */
const isBad = (status: Json | undefined): boolean => /^([45]\d\d|error|fail(ed|ure)?)$/i.test(String(status));

/** True for a web page, whatever its content type. */
export const isPage = (text: string): boolean =>
  /^\s*(<\?xml\b[^>]*>\s*|<!--((?!-->)[\s\S])*-->\s*)*<(!doctype\s+html|html)\b/i.test(text.slice(0, 8_000));
