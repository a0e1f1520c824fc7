import type { SecurityDescription } from '../../../server/protocol/triggers';
import type { OAuthClient } from '../../domain/registration';
import { isLoopback } from '../request/baseUrl';

/**
 * Returns the URLs of the first security scheme with a sign-in; undefined when there is none. Secrets go there, so
 * `http` is accepted on this computer only.
 */
export function authorizationServer(
  security: SecurityDescription[],
): Pick<OAuthClient, 'authorizationUrl' | 'tokenUrl' | 'scopes'> | undefined {
  for (const { type, flow, authorizationUrl, tokenUrl, scopes = [] } of security) {
    if (type !== 'oauth2' || flow !== 'accessCode') continue;
    if (isSafe(authorizationUrl) && isSafe(tokenUrl)) return { authorizationUrl, tokenUrl, scopes };
  }
  return undefined;
}

function isSafe(text: string | undefined): text is string {
  if (text === undefined || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return !username && !password && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}
