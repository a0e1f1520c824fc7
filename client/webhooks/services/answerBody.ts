/** What stands in the body of an answer: JSON, XML or text, as services write it. */
import type { Json, JsonObject } from '../../../server/protocol';
import { isObject, parseJson } from '../json';
import type { Answer } from './transport';

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
  const said = [...messagesIn(parseJson(text)), ...challengeIn(headers.get('www-authenticate'))];
  if (said.length > 0) return said.join('; ');
  return /^\s*</.test(text) ? textOfMarkup(text) : text;
}

const named = ['message', 'detail', 'title', 'error_description', 'error', 'errors'] as const;

function messagesIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return depth > 0 ? [value] : [];
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  if (Array.isArray(value)) return value.flatMap((item) => messagesIn(item, depth + 1));
  const own = value as JsonObject;
  return [
    ...new Set(
      named.flatMap((name) => {
        const found = Object.hasOwn(own, name) ? own[name] : undefined;
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
  const isNo = [body.ok, body.success].includes(false) || (typeof body.error === 'string' && body.error !== '');
  return isNo ? messagesIn(body).join('; ') : undefined;
}
