/** A stand-in for an OAuth 2.0 authorization server: the code flow with PKCE, and refresh tokens that work once. */
import { createHash, randomUUID } from 'node:crypto';
import { type Answer, type LoggedRequest, type StandIn, startStandIn } from './standIn';

export interface AuthorizationServerOptions {
  clientId: string;
  /** Undefined for a public client. */
  clientSecret?: string;
  redirectUri: string;
  /** Of access tokens, in seconds. */
  expiresIn: number;
}

export interface AuthorizationServer extends StandIn {
  options: AuthorizationServerOptions;
  /** Access tokens that are good, oldest first. */
  tokens: string[];
  /** Forgets every refresh token, as when an administrator revokes them. */
  revoke(): void;
}

export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const challenges = new Map<string, string>();
  const refreshTokens = new Set<string>();
  const tokens: string[] = [];

  /** Nobody has to type anything: whoever comes is signed in. */
  const authorize = ({ query }: LoggedRequest): Answer => {
    const redirect = query.get('redirect_uri');
    if (query.get('client_id') !== options.clientId || redirect !== options.redirectUri) return { status: 400 };
    const back = new URL(redirect);
    if (query.get('code_challenge_method') !== 'S256') back.searchParams.set('error', 'invalid_request');
    else {
      const code = randomUUID();
      challenges.set(code, query.get('code_challenge') ?? '');
      back.searchParams.set('code', code);
    }
    back.searchParams.set('state', query.get('state') ?? '');
    return { status: 302, headers: { Location: back.href } };
  };

  const issue = (): Answer => {
    const token = `access-${randomUUID()}`;
    const refresh = `refresh-${randomUUID()}`;
    tokens.push(token);
    refreshTokens.add(refresh);
    const body = { access_token: token, token_type: 'Bearer', expires_in: options.expiresIn, refresh_token: refresh };
    return { status: 200, body };
  };
  const refuse = (error: string): Answer => ({ status: 400, body: { error } });

  const token = ({ body }: LoggedRequest): Answer => {
    const form = new URLSearchParams(body);
    if (form.get('client_id') !== options.clientId || (form.get('client_secret') ?? undefined) !== options.clientSecret)
      return refuse('invalid_client');
    if (form.get('grant_type') === 'refresh_token')
      return refreshTokens.delete(form.get('refresh_token') ?? '') ? issue() : refuse('invalid_grant');
    const code = form.get('code') ?? '';
    const challenge = challenges.get(code);
    challenges.delete(code);
    const proved = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return challenge === proved && form.get('redirect_uri') === options.redirectUri ? issue() : refuse('invalid_grant');
  };

  const standIn = await startStandIn(0, (app, answer) => {
    app.get('/authorize', answer(authorize));
    app.post('/token', answer(token));
  });
  return { ...standIn, options, tokens, revoke: () => refreshTokens.clear() };
}
