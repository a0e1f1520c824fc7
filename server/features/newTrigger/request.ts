import { type ParseError, parse as parseTolerantly } from 'jsonc-parser';
import type { Json } from '../../protocol/json';
import { mark, say } from '../../texts/say';
import { type OptionTable, readOptions } from './commandOptions';
import { FormError, isPowerShell, readPowerShell } from './powerShell';
import { curlArguments, isCurlCommand } from './shellWords';

/** A request or response as the user copied it. */
export interface Sample {
  method?: string;
  url?: string;
  /** The status of a response. */
  status?: string;
  headers: [name: string, value: string][];
  /** Undefined where it has none. */
  body?: Json;
  /** True when the request has `user:password`, whatever they are. */
  basic?: boolean;
}

/**
 * Reads a sample: a cURL command for a POSIX shell or cmd.exe, a request of PowerShell, an HTTP message, a line with
 * method and address, or the JSON of a body, as text or as a value.
 *
 * @throws with a message for people.
 */
export function readSample(given: Json): Sample {
  if (typeof given !== 'string') return { headers: [], body: given };
  const text = given.trim();
  if (text === '') throw new Error(say('It is empty.'));
  if (isCurlCommand(text)) return fromCurl(text);
  if (isPowerShell(text)) return fromPowerShell(text);
  if (/^([A-Z]+\s+\S+|HTTP\/\d)/.test(text)) return fromMessage(text);
  return { headers: [], body: parseJson(text) };
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The engine's own message quotes the text, which may be anything on a clipboard: this one only says where.
    const errors: ParseError[] = [];
    parseTolerantly(text, errors, { disallowComments: true });
    const line = text.slice(0, errors[0]?.offset ?? 0).split('\n').length;
    // Whoever pasted a command of another kind is not helped by a line of JSON.
    if (/^[a-z$][\w$.-]*[\s(]/i.test(text)) throw new Error(say(otherForms));
    throw new Error(say`It isn't valid JSON: see line ${line}.`);
  }
}

const otherForms = mark(
  'It is neither JSON nor a request in a known form: a cURL command (bash or cmd), PowerShell (Invoke-WebRequest), or an HTTP message.',
);

const options: OptionTable = {
  request: { type: 'string', short: 'X' },
  header: { type: 'string', short: 'H' },
  data: { type: 'string', short: 'd' },
  'data-raw': { type: 'string' },
  'data-binary': { type: 'string' },
  'data-ascii': { type: 'string' },
  json: { type: 'string' },
  'data-urlencode': { type: 'string' },
  form: { type: 'string', short: 'F' },
  user: { type: 'string', short: 'u' },
  url: { type: 'string' },
  // These options take a value that must not be mistaken for the URL.
  'user-agent': { type: 'string', short: 'A' },
  cookie: { type: 'string', short: 'b' },
  'cookie-jar': { type: 'string', short: 'c' },
  output: { type: 'string', short: 'o' },
  proxy: { type: 'string', short: 'x' },
  referer: { type: 'string', short: 'e' },
  cert: { type: 'string', short: 'E' },
  'max-time': { type: 'string', short: 'm' },
  'write-out': { type: 'string', short: 'w' },
  'oauth2-bearer': { type: 'string' },
};

function fromCurl(text: string): Sample {
  const { values, positionals } = readOptions(curlArguments(text), options);
  const strings = (name: string): string[] => values.get(name) ?? [];
  if (strings('form').length > 0 || strings('data-urlencode').length > 0) throw new Error(say(noJson));
  const data = ['data', 'data-raw', 'data-binary', 'data-ascii', 'json'].flatMap(strings);
  if (data.some((one) => one.startsWith('@'))) {
    throw new Error(say('Its body is in a file (`@`): put the JSON into the command itself.'));
  }
  const url = strings('url').at(-1) ?? positionals.find((word) => /[./]/.test(word));
  if (url === undefined) throw new Error(say('The cURL command has no address.'));
  const headers = strings('header').flatMap(headerOf);
  if (strings('oauth2-bearer').length > 0) headers.push(['Authorization', 'Bearer']);
  return {
    method: strings('request').at(-1) ?? (data.length > 0 ? 'POST' : undefined),
    url,
    headers,
    // Several are joined as curl does.
    ...(data.length > 0 && { body: bodyFrom(data.join('&')) }),
    basic: strings('user').length > 0,
  };
}

function fromPowerShell(text: string): Sample {
  try {
    const { method, url, headers, body, basic } = readPowerShell(text);
    if (url === undefined) throw new Error(say('The PowerShell command has no address.'));
    return { method, url, headers, ...(body !== undefined && { body: bodyFrom(body) }), basic };
  } catch (error) {
    throw error instanceof FormError ? new Error(say(noJson)) : error;
  }
}

const noJson = mark('Its body is a form, but Power Automate puts a callback URL only into JSON.');

function bodyFrom(text: string): Json {
  if (/^[^\s{["]+=/.test(text)) throw new Error(say(noJson));
  return parseJson(text);
}

function headerOf(line: string): [string, string][] {
  const colon = line.indexOf(':');
  return colon > 0 ? [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]] : [];
}

/** `POST /hooks HTTP/1.1` or `HTTP/1.1 201 Created`, headers, an empty line, the body; each of these may be missing. */
function fromMessage(text: string): Sample {
  const [head = '', ...rest] = text.split(/\r?\n[ \t]*\r?\n/);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const headers = lines.flatMap(headerOf);
  const body = rest.join('\n\n').trim();
  const json = body === '' ? {} : { body: bodyFrom(body) };
  const answer = /^HTTP\/\S+\s+(\d{3})/.exec(first);
  if (answer) return { status: answer[1], headers, ...json };
  const [method, target] = first.split(/\s+/);
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const url = target?.startsWith('/') && host ? `https://${host}${target}` : target;
  return { method, url, headers, ...json };
}
