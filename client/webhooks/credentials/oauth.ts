/** OAuth 2.0, authorization code with PKCE (RFC 6749, RFC 7636), for services whose connector signs in with `accessCode`. */
import * as oauth from 'oauth4webapi';
import { t } from '../../common/translate';
import { guardedFetch } from '../../common/transport';
import type { Credentials, OAuthClient } from '../../domain/registration';

export type OAuthCredentials = Extract<Credentials, { type: 'oauth2' }>;

/** A sign-in that waits for the browser. */
export interface Begun {
  /** The URL to open in the browser. */
  url: string;
  state: string;
  verifier: string;
  redirectUri: string;
}

export async function beginSignIn(client: OAuthClient, redirectUri: string): Promise<Begun> {
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const parameters = {
    ...client.authorizationQuery,
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(client.scopes.length > 0 && { scope: client.scopes.join(client.scopeDelimiter ?? ' ') }),
  };
  return { url: withQuery(client.authorizationUrl, parameters), state, verifier, redirectUri };
}

/** Adds parameters to an address. One with a fragment is that of a page (`/#/authorize`), which reads them there. */
function withQuery(address: string, parameters: Record<string, string>): string {
  const url = new URL(address);
  if (url.hash !== '') return `${url.href}${url.hash.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`;
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Exchanges the authorization response for tokens. Rejects when it belongs to another sign-in or is a refusal, when the
 * server takes longer than 30 s, and when `signal` cancels it.
 */
export async function finishSignIn(
  client: OAuthClient,
  { state, verifier, redirectUri }: Begun,
  returned: URLSearchParams,
  signal?: AbortSignal,
): Promise<OAuthCredentials> {
  const [server, registered] = partiesOf(client);
  return withReadableErrors(client, async () => {
    const checked = oauth.validateAuthResponse(server, registered, returned, state);
    const options = optionsFor(client, signal);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      registered,
      authenticationOf(client),
      checked,
      redirectUri,
      verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, registered, await withoutIdToken(answer));
    return credentialsOf(client, tokens, undefined);
  });
}

/** True when an access token has expired, or will within 30 s. */
export const isExpired = (credentials: Credentials, now = Date.now()): credentials is OAuthCredentials =>
  credentials.type === 'oauth2' &&
  credentials.renewal !== undefined &&
  credentials.expiresAt !== undefined &&
  credentials.expiresAt - 30_000 < now;

/** Renews expired tokens. Undefined when the server issues none: the person must sign in again. */
export async function renew(credentials: OAuthCredentials): Promise<OAuthCredentials | undefined> {
  const { renewal } = credentials;
  if (!renewal) return undefined;
  const { refreshToken, client } = renewal;
  const renewing = { ...client, tokenUrl: client.refreshUrl ?? client.tokenUrl };
  const [server, registered] = partiesOf(renewing);
  try {
    return await withReadableErrors(renewing, async () => {
      const authentication = authenticationOf(client);
      const answer = await oauth.refreshTokenGrantRequest(
        server,
        registered,
        authentication,
        refreshToken,
        optionsFor(renewing),
      );
      const tokens = await oauth.processRefreshTokenResponse(server, registered, await withoutIdToken(answer));
      return credentialsOf(client, tokens, refreshToken);
    });
  } catch (error) {
    if (error instanceof SignInRefused) return undefined;
    throw error;
  }
}

/** The authorization server said no. */
class SignInRefused extends Error {}

function partiesOf(client: OAuthClient): [oauth.AuthorizationServer, oauth.Client] {
  const { authorizationUrl, tokenUrl, id } = client;
  // A definition names no issuer, which is compared only when the server sends one.
  const server = {
    issuer: new URL(tokenUrl).origin,
    authorization_endpoint: authorizationUrl,
    token_endpoint: tokenUrl,
  };
  return [server, { client_id: id }];
}

const authenticationOf = ({ secret }: OAuthClient) => (secret ? oauth.ClientSecretPost(secret) : oauth.None());

/** Time limit of a token request. */
const timeoutMs = 30_000;

function optionsFor({ tokenUrl }: OAuthClient, signal?: AbortSignal): oauth.TokenEndpointRequestOptions {
  const timeout = AbortSignal.timeout(timeoutMs);
  return {
    [oauth.allowInsecureRequests]: new URL(tokenUrl).protocol === 'http:',
    // A code or a secret goes to the token endpoint alone, whatever it redirects to.
    [oauth.customFetch]: async (url, init) => (await guardedFetch(url, init as RequestInit)).response,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
}

/** Removes the ID token, which is not used and would be checked against an issuer that a definition doesn't name. */
async function withoutIdToken(answer: Response): Promise<Response> {
  const text = await answer.text();
  const init = { status: answer.status, headers: answer.headers };
  try {
    const { id_token: _, ...rest } = JSON.parse(text);
    return new Response(JSON.stringify(rest), init);
  } catch {
    return new Response(text, init);
  }
}

function credentialsOf(
  client: OAuthClient,
  tokens: oauth.TokenEndpointResponse,
  known: string | undefined,
): OAuthCredentials {
  // Many servers return no refresh token again: the first one stays valid.
  const refreshToken = tokens.refresh_token ?? known;
  return {
    type: 'oauth2',
    accessToken: tokens.access_token,
    ...(tokens.expires_in !== undefined && { expiresAt: Date.now() + tokens.expires_in * 1000 }),
    ...(refreshToken && { renewal: { refreshToken, client } }),
  };
}

/** Turns failures into messages. Only the server's error code is quoted: its texts may repeat secrets. */
async function withReadableErrors<T>({ tokenUrl, authorizationUrl }: OAuthClient, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      throw new SignInRefused(t('{0} refused the sign-in ({1}).', new URL(authorizationUrl).host, codeOf(error.error)));
    }
    if (error instanceof oauth.ResponseBodyError) {
      const message = t(
        '{0} gave no token ({1}). Check the client ID, the client secret and the redirect URI of your app.',
        new URL(tokenUrl).host,
        codeOf(error.error),
      );
      throw new SignInRefused(message);
    }
    const { host } = new URL(tokenUrl);
    const name = error instanceof Error ? error.name : '';
    if (name === 'AbortError') throw new Error(t('The sign-in was canceled.'));
    if (name === 'TimeoutError') throw new Error(t('{0} did not respond within {1} s.', host, timeoutMs / 1000));
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(t('The sign-in at {0} failed: {1}.', host, reason));
  }
}

const codeOf = (code: string): string => code.replace(/[^\w.-]+/g, ' ').slice(0, 60);
