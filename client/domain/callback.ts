import { createHash } from 'node:crypto';
import { decodePercent } from '../common/percent';

/** The path of a callback, appended to the base URL that the service sees. */
export const callbackPath = (token: string): string => `/hook/${token}`;

/**
 * The token in the path of a request. A proxy may have removed the prefix before it, and some services append a slash to
 * every URL. What follows in the form of a flow's callback may be cut off or decoded.
 */
export const tokenOf = (pathname: string): string | undefined =>
  /(?:^|\/)hook\/([\w-]{22,128})(?:\/(?:p.*)?)?$/.exec(pathname)?.[1];

/** The token of a registered callback URL: part of its path, or the name of a relay's channel. */
export function callbackToken(callbackUrl: string): string | undefined {
  const { pathname } = new URL(callbackUrl);
  return tokenOf(pathname) ?? /\/([\w-]{22,128})$/.exec(pathname)?.[1];
}

/** The SHA-256 digest of a token in hex, under which deleted callbacks are remembered. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The form of a callback URL: our own short one, or that of a flow. */
export type CallbackForm = 'short' | 'power-automate';

/** Minimum length of the callback URL of a flow since November 2025, as public bug reports show it: 283 to 290. */
const flowLength = 300;

/**
 * The callback URL in the form, the characters and the length of a flow's: an explicit port, a query with `%2F`, and a
 * signature of 43 characters.
 *
 * @param base scheme, host and path that lead to the receiver; no trailing slash
 * @param signature 43 characters of base64url
 * @param workflow 32 hexadecimal digits
 */
export function flowCallbackUrl(base: string, token: string, signature: string, workflow: string): string {
  const { protocol, hostname, port, pathname } = new URL(base);
  const origin = `${protocol}//${hostname}:${port || (protocol === 'https:' ? '443' : '80')}${pathname.replace(/\/$/, '')}`;
  const write = (trigger: string) =>
    `${origin}${callbackPath(token)}/powerautomate/automations/direct/workflows/${workflow}/triggers/${trigger}/run` +
    `?api-version=1&sp=%2Ftriggers%2F${trigger}%2Frun&sv=1.0&sig=${signature}`;
  const trigger = 'When_it_happens';
  // The name of the trigger is in the URL twice.
  const missing = Math.ceil((flowLength - write(trigger).length) / 2);
  return write(missing > 0 ? `${trigger}_${'x'.repeat(missing)}` : trigger);
}

/** The URL of a request to a callback; `search` is its query without the question mark. */
export const requestUrl = (callbackUrl: string, search: string): string =>
  callbackUrl.split('?')[0]! + (search && `?${search}`);

/** The query of a callback URL as it is registered, without its question mark; empty for the short form. */
export const callbackQuery = (callbackUrl: string): string => callbackUrl.split(/\?(.*)/s)[1] ?? '';

/** The signature in a callback URL of a flow's form, a secret; empty for the short form. */
export const callbackSignature = (callbackUrl: string): string => /[?&]sig=([\w-]+)/.exec(callbackUrl)?.[1] ?? '';

/** What became of a callback URL on its way through a service. */
export type CallbackDamage = 'query-lost' | 'cut' | 'decoded';

/**
 * Compares a callback URL with the form in which a service calls it or repeats it. Undefined where it is whole; more
 * query parameters behind its own are fine.
 *
 * @param seen the path and the query of the request, or a URL in a response
 */
export function callbackDamage(callbackUrl: string, seen: string): CallbackDamage | undefined {
  const query = callbackQuery(callbackUrl);
  if (query === '') return undefined;
  const given = callbackQuery(seen);
  if (`${given}&`.startsWith(`${query}&`)) return undefined;
  const path = new URL(callbackUrl).pathname;
  const isWholePath = seen
    .split('?')[0]!
    .replace(/\/$/, '')
    .endsWith(path.slice(path.indexOf('/hook/')));
  if (given === '') return isWholePath ? 'query-lost' : 'cut';
  return decodePercent(given).startsWith(decodePercent(query)) ? 'decoded' : 'cut';
}
