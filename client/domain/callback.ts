import { createHash } from 'node:crypto';

/** The path of a callback, appended to the base URL that the service sees. */
export const callbackPath = (token: string): string => `/hook/${token}`;

/**
 * The token in the path of a request. A proxy may have removed the prefix before it, and some services append a slash to
 * every URL.
 */
export const tokenOf = (pathname: string): string | undefined =>
  /(?:^|\/)hook\/([\w-]{22,128})\/?$/.exec(pathname)?.[1];

/** The token of a registered callback URL: part of its path, or the name of a relay's channel. */
export const callbackToken = (callbackUrl: string): string | undefined =>
  /\/([\w-]{22,128})$/.exec(new URL(callbackUrl).pathname)?.[1];

/** The SHA-256 digest of a token in hex, under which deleted callbacks are remembered. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
