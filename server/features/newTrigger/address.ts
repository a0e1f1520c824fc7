/** The parts of an address, as a definition has them. */
import { say } from '../../texts/say';
export interface Address {
  /** Undefined for a path alone. */
  scheme?: string;
  host?: string;
  /** Begins with a slash; variable parts are in braces. */
  path: string;
  query: [name: string, value: string][];
}

/**
 * The ways in which documentation writes variable parts, besides `<owner>`, `{{owner}}` and `OWNER`: `:owner`,
 * `$owner`.
 */
const placeholders = [/^:([\w-]+)$/, /^\$(\w+)$/];
const capitals = /^[A-Z][A-Z_]{2,}$/;

/** @throws with a message for people. */
export function readAddress(text: string): Address {
  // Spaces may be in an address only within a placeholder.
  const written = text
    .trim()
    .replace(/<([^<>/]*)>|\{\{?([^{}/]*)\}?\}/g, (_, angled: string | undefined, braced: string | undefined) => {
      return `{${(angled ?? braced ?? '').trim().replace(/[^\w.-]+/g, '_')}}`;
    });
  const match = /^(?:(https?):\/\/([^/?#\s]+))?(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?$/i.exec(written);
  if (!match || (!match[2] && !match[3])) {
    throw new Error(say("That isn't an address. Write one such as https://api.example.com/hooks or /hooks."));
  }
  const [, scheme, authority, path = '/', query = ''] = match;
  return {
    ...(scheme && { scheme: scheme.toLowerCase() }),
    // The part before @ holds credentials.
    ...(authority && { host: authority.slice(authority.lastIndexOf('@') + 1).toLowerCase() }),
    path: path.length > 1 ? withoutSlashes(template(path)) : path,
    query: query ? [...new URLSearchParams(query)] : [],
  };
}

/** The text that {@link readAddress} reads as the same address. */
export function writeAddress({ scheme, host, path, query }: Address): string {
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return `${host ? `${scheme ?? 'https'}://${host}` : ''}${path}${search && `?${search}`}`;
}

/** A path without the slashes at its end. */
const withoutSlashes = (path: string): string => path.replace(/(?<!\/)\/+$/, '');

function template(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      const plain = decode(segment);
      const found = placeholders.map((pattern) => pattern.exec(plain)?.[1]).find(Boolean);
      if (found) return `{${found}}`;
      return capitals.test(plain) ? `{${plain.toLowerCase()}}` : segment;
    })
    .join('/');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function parametersIn(path: string): string[] {
  return [...new Set([...path.split('?')[0]!.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!))];
}

/** The path by which a created webhook is deleted: the path it was created at, with an id. */
export function unsubscribePath(path: string, taken: string[]): string {
  const base = withoutSlashes(path.split('?')[0]!);
  const segments = base.split('/');
  return `${base}/{${idName(segments, taken)}}`;
}

/** `hooks` → `hookId`, `web-subscriptions` → `webSubscriptionId`. */
function idName(segments: string[], taken: string[]): string {
  const last = segments.findLast((segment) => segment !== '' && !segment.startsWith('{')) ?? 'webhooks';
  const words = last.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const camel = words.map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('');
  const wanted = `${camel.replace(/s$/, '') || 'webhook'}Id`;
  let name = wanted;
  for (let n = 2; taken.includes(name); n++) name = `${wanted}${n}`;
  return name;
}
