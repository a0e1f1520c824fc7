import { createHash } from 'node:crypto';

/** The path of a callback, appended to the base URL that the service sees. */
export const callbackPath = (token: string): string => `/hook/${token}`;

/**
 * The token of a callback URL or path. A proxy may or may not have stripped the prefix before it, and some services end
 * every address with a slash.
 */
export const tokenOf = (pathname: string): string | undefined =>
  /(?:^|\/)hook\/([\w-]{22,128})\/?$/.exec(pathname)?.[1];

/** The token of a registered callback URL: of our own path, or the name of a relay's channel. */
export const callbackToken = (callbackUrl: string): string | undefined =>
  /\/([\w-]{22,128})$/.exec(new URL(callbackUrl).pathname)?.[1];

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
