/** What stands in the body of an answer: JSON, XML or text, as services write it. */
import type { Json, JsonObject } from '../../../server/protocol/json';
import { isObject, parseJson } from '../../common/json';
import type { Answer } from '../../common/transport';

const isXml = (contentType: string | null, text: string) =>
  /[/+]xml\b/i.test(contentType ?? '') || /^\s*<\?xml/.test(text);

/** The body as data; of XML the root's elements and attributes by name. Undefined where it is neither JSON nor XML. */
export async function bodyOf({ text, headers }: Answer): Promise<Json | undefined> {
  return parseJson(text) ?? (isXml(headers.get('content-type'), text) ? xmlOf(text) : undefined);
}

async function xmlOf(text: string): Promise<Json | undefined> {
  // Loaded by the few that need it.
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(text) !== true) return undefined;
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    // An id such as 007 is no number.
    parseTagValue: false,
    parseAttributeValue: false,
    // Entities of strangers are not expanded.
    processEntities: false,
  });
  try {
    const [root] = Object.values(parser.parse(text) as JsonObject);
    return root;
  } catch {
    return undefined;
  }
}

/** The message in the shapes that services use for errors; else the text, without the marks of a web page. */
export function messageIn({ text, headers }: Answer): string {
  const parsed = parseJson(text);
  const said = [...messagesIn(parsed), ...challengeIn(headers.get('www-authenticate'))];
  if (said.length > 0) return said.join('; ');
  if (parsed === null || (typeof parsed === 'object' && Object.keys(parsed).length === 0)) return '';
  return /^\s*</.test(text) ? textOfMarkup(text) : text;
}

const named = ['message', 'detail', 'title', 'error_description', 'error', 'errors', 'errmsg', 'msg'] as const;

/** By a name that services also write with capitals. */
const memberOf = (object: JsonObject, name: string): Json | undefined =>
  Object.entries(object).find(([own]) => own.toLowerCase() === name)?.[1];

function messagesIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  if (Array.isArray(value)) return value.flatMap((item) => messagesIn(item, depth + 1));
  const own = value as JsonObject;
  // OData 3, "Error response": the text beside its language.
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

/** Problem details (RFC 9457) as ASP.NET and others extend them: messages by field. */
const byField = (errors: JsonObject): string[] =>
  Object.entries(errors).flatMap(([field, messages]) =>
    [messages].flat().map((message) => `${field}: ${typeof message === 'string' ? message : JSON.stringify(message)}`),
  );

/** What a 401 says in its header about the credentials that it got (RFC 6750). */
function challengeIn(header: string | null): string[] {
  const said = /error_description="([^"]*)"/i.exec(header ?? '')?.[1];
  return said ? [said] : [];
}

/** A web page's title and its text, or the text of XML. */
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

/** What a body says that goes with a status of success and tells of a failure; undefined where it does not. */
export function failureIn(body: Json | undefined): string | undefined {
  if (!isObject(body)) return undefined;
  const isNo =
    ['ok', 'success'].some((name) => /^(false|0)$/i.test(String(memberOf(body, name)))) ||
    ['error', 'errors'].some((name) => isError(memberOf(body, name))) ||
    (isAboutAnswer(body) && ['status', 'statuscode', 'code'].some((name) => isBad(memberOf(body, name)))) ||
    /^-?[1-9]/.test(String(memberOf(body, 'errcode')));
  return isNo ? messagesIn(body).join('; ') : undefined;
}

/** What services write where an error would stand, and there is none. */
const isNone = /^(|0|2\d\d|ok|no|none|null|false|success(ful)?|no errors?)$/i;

function isError(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.some(isError);
  if (!isObject(value)) return !isNone.test(String(value).trim());
  // TikTok has an `error` in every answer; its code says whether it is one.
  const code = String(memberOf(value, 'code') ?? '');
  return code === '' ? Object.values(value).some(isError) : isError(code);
}

/**
 * A webhook may have a status of its own. With a message, as JSend has it with `data`, or with nothing beside it, it is
 * the answer's.
 */
function isAboutAnswer(body: JsonObject): boolean {
  const hasMessage = ['message', 'detail', 'msg', 'errmsg'].some((name) => {
    const message = memberOf(body, name);
    return typeof message === 'string' && message !== '';
  });
  return hasMessage || memberOf(body, 'data') !== undefined || Object.keys(body).length === 1;
}

/** A status of HTTP, or a word as JSend has it. */
const isBad = (status: Json | undefined): boolean => /^([45]\d\d|error|fail(ed|ure)?)$/i.test(String(status));

/** A web page, whatever type it is sent with. */
export const isPage = (text: string): boolean =>
  /^\s*(<\?xml\b[^>]*>\s*|<!--((?!-->)[\s\S])*-->\s*)*<(!doctype\s+html|html)\b/i.test(text.slice(0, 8_000));
