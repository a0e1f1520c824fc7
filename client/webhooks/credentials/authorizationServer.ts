import type { SecurityDescription } from '../../../server/protocol/triggers';
import type { OAuthClient } from '../../domain/registration';
import { isLoopback } from '../request/baseUrl';

type Addresses = Pick<OAuthClient, 'authorizationUrl' | 'tokenUrl' | 'refreshUrl'>;

/** An authorization server as a connector describes it; its addresses may have placeholders such as `{tenantId}`. */
export interface DescribedServer extends Omit<OAuthClient, 'id' | 'secret'> {
  /** What fills the placeholders. */
  asks: NonNullable<SecurityDescription['asks']>;
}

/**
 * Returns the server of the first security scheme with a sign-in; undefined when there is none. Secrets go there, so
 * `http` is accepted on this computer only.
 */
export function authorizationServer(security: SecurityDescription[]): DescribedServer | undefined {
  for (const scheme of security) {
    const { type, flow, authorizationUrl, tokenUrl, refreshUrl, asks = [] } = scheme;
    if (type !== 'oauth2' || flow !== 'accessCode' || authorizationUrl === undefined || tokenUrl === undefined)
      continue;
    const addresses = { authorizationUrl, tokenUrl, ...(refreshUrl !== undefined && { refreshUrl }) };
    if (!Object.values(addresses).every((text) => hasPlaceholder(text) || isSafe(text))) continue;
    const { scopes = [], scopeDelimiter, authorizationQuery } = scheme;
    return {
      ...addresses,
      scopes,
      ...(scopeDelimiter !== undefined && { scopeDelimiter }),
      ...(authorizationQuery && { authorizationQuery }),
      asks,
    };
  }
  return undefined;
}

const hasPlaceholder = (text: string): boolean => /\{[^{}]*\}/.test(text);

/**
 * Returns a server with the placeholders of its addresses filled; undefined when a value is missing or makes an address
 * that secrets must not go to.
 *
 * @param valueFor the value for a placeholder, by its name without braces
 */
export function filledServer(
  { asks: _, ...server }: DescribedServer,
  valueFor: (placeholder: string) => string | undefined,
): Omit<OAuthClient, 'id' | 'secret'> | undefined {
  const fill = (text: string) => text.replace(/\{([^{}]+)\}/g, (all, name: string) => valueFor(name)?.trim() ?? all);
  const { authorizationUrl, tokenUrl, refreshUrl } = server;
  const addresses: Addresses = {
    authorizationUrl: fill(authorizationUrl),
    tokenUrl: fill(tokenUrl),
    ...(refreshUrl !== undefined && { refreshUrl: fill(refreshUrl) }),
  };
  const isComplete = Object.values(addresses).every((text) => !/[{}]/.test(text) && isSafe(text));
  return isComplete ? { ...server, ...addresses } : undefined;
}

function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return !username && !password && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}
