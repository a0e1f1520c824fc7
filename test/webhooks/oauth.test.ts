import { describe, expect, it, onTestFinished } from 'vitest';
import type { OAuthClient } from '../../client/domain/registration';
import { authorizationServer, filledServer } from '../../client/webhooks/credentials/authorizationServer';
import { type Begun, beginSignIn, finishSignIn, type OAuthCredentials } from '../../client/webhooks/credentials/oauth';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { type AuthorizationServerOptions, startAuthorizationServer } from '../support/authorizationServer';
import { byScript } from '../support/byScript';
import { startService } from '../support/service';
import { fakeEnvironment, start, textOfFolder } from './environment';
import { describeTrigger } from './triggers';

const redirectUri = 'vscode://flow-webhooks.flow-webhooks/oauth';

async function signingIn(changes: Partial<AuthorizationServerOptions> = {}) {
  const options = { clientId: 'app', clientSecret: 'app-secret', redirectUri, expiresIn: 3600, ...changes };
  const server = await startAuthorizationServer(options);
  onTestFinished(() => server.close());
  const client: OAuthClient = {
    id: 'app',
    secret: options.clientSecret,
    authorizationUrl: `${server.url}/authorize`,
    tokenUrl: `${server.url}/token`,
    scopes: ['hooks', 'read'],
  };
  return { server, client, begun: await beginSignIn(client, redirectUri) };
}

/** What the browser brings back. */
async function browse({ url }: Begun): Promise<URLSearchParams> {
  const answer = await fetch(url, { redirect: 'manual' });
  return new URL(answer.headers.get('location')!).searchParams;
}

describe('a sign-in with the browser', () => {
  it.each([['app-secret'], [undefined]])('brings tokens, with PKCE (client secret %s)', async (clientSecret) => {
    const { server, client, begun } = await signingIn({ clientSecret });
    const asked = new URL(begun.url).searchParams;
    expect(asked.get('scope')).toBe('hooks read');
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(begun.url).not.toContain(begun.verifier);
    const credentials = await finishSignIn(client, begun, await browse(begun));
    expect(credentials).toMatchObject({ type: 'oauth2', accessToken: server.tokens[0] });
    expect(credentials.expiresAt! - Date.now()).toBeGreaterThan(3500_000);
    expect(credentials.renewal?.client).toEqual(client);
  });

  it('rejects the response to another sign-in', async () => {
    const { server, client, begun } = await signingIn();
    const returned = await browse(begun);
    returned.set('state', 'of-somebody-else');
    await expect(finishSignIn(client, begun, returned)).rejects.toThrow(/failed: .*state/);
    expect(server.requests.filter(({ path }) => path === '/token')).toEqual([]);
  });

  it('gets no token for a code with another verifier', async () => {
    const { server, client, begun } = await signingIn();
    const other = await beginSignIn(client, redirectUri);
    const stolen = await browse(other);
    stolen.set('state', begun.state);
    await expect(finishSignIn(client, begun, stolen)).rejects.toThrow('gave no token (invalid_grant)');
    expect(server.tokens).toEqual([]);
  });

  it('reports a refusal and an unknown client', async () => {
    const { client, begun } = await signingIn();
    const refused = new URLSearchParams({ error: 'access_denied', state: begun.state });
    await expect(finishSignIn(client, begun, refused)).rejects.toThrow('refused the sign-in (access_denied)');
    const returned = await browse(begun);
    const wrong = finishSignIn({ ...client, secret: 'wrong-secret' }, begun, returned);
    await expect(wrong).rejects.toThrow(/invalid_client.*client ID, the client secret and the redirect URI/);
    await expect(wrong).rejects.not.toThrow('wrong-secret');
  });

  it.each([
    ['AbortError', 'The sign-in was canceled.'],
    ['TimeoutError', /^127\.0\.0\.1:\d+ did not respond within 30 s\.$/],
  ])('reports its end: %s', async (name, message) => {
    const { client, begun } = await signingIn();
    const signal = AbortSignal.abort(new DOMException('raw', name));
    await expect(finishSignIn(client, begun, await browse(begun), signal)).rejects.toThrow(message);
  });

  it('sends code and secret to the token endpoint only', async () => {
    const { server, client, begun } = await signingIn();
    const returned = await browse(begun);
    server.fail({ path: '/token', status: 307, headers: { Location: 'https://elsewhere.example/token' } });
    await expect(finishSignIn(client, begun, returned)).rejects.toThrow('elsewhere.example');
  });

  it('needs encrypted URLs, or URLs on this computer', () => {
    const scheme = (authorizationUrl: string, tokenUrl = authorizationUrl) =>
      authorizationServer([{ name: 'o', type: 'oauth2', flow: 'accessCode', authorizationUrl, tokenUrl }]);
    expect(scheme('https://login.example.com/a')).toBeDefined();
    expect(scheme('http://127.0.0.1:1/a')).toBeDefined();
    expect(scheme('https://login.example.com/a', 'http://login.example.com/t')).toBeUndefined();
    expect(scheme('https://user:pass@login.example.com/a')).toBeUndefined();
    expect(scheme('javascript:alert(1)')).toBeUndefined();
    expect(authorizationServer([{ name: 'o', type: 'oauth2', flow: 'implicit' }])).toBeUndefined();
  });

  it('is nothing while a placeholder is open, or where its value makes the address unsafe', () => {
    const url = 'https://{tenant}/token';
    const described = authorizationServer([
      { name: 'o', type: 'oauth2', flow: 'accessCode', authorizationUrl: url, tokenUrl: url },
    ])!;
    expect(filledServer(described, () => 'login.example.com')?.tokenUrl).toBe('https://login.example.com/token');
    expect(filledServer(described, () => undefined)).toBeUndefined();
    expect(filledServer(described, () => '{tenant}')).toBeUndefined();
    expect(filledServer(described, () => 'user:pass@login.example.com')).toBeUndefined();
    const whole = { ...described, authorizationUrl: '{env}', tokenUrl: '{env}' };
    expect(filledServer(whole, () => 'http://login.example.com')).toBeUndefined();
  });

  it('begins with the fixed parameters, the scopes and the page of its connector', async () => {
    const begun = await beginSignIn(
      {
        id: 'app',
        authorizationUrl: 'https://login.example.com/#/authorize',
        tokenUrl: 'https://login.example.com/token',
        scopes: ['a', 'b'],
        scopeDelimiter: ',',
        authorizationQuery: { prompt: 'select_account' },
      },
      redirectUri,
    );
    expect(begun.url).toMatch(/^https:\/\/login\.example\.com\/#\/authorize\?prompt=select_account&.*scope=a%2Cb/);
  });
});

describe('a token that has expired', () => {
  async function registered() {
    const { server, client, begun } = await signingIn({ expiresIn: 1 });
    const service = await startService();
    onTestFinished(() => service.close());
    service.options.auth = { type: 'bearer', token: '' };
    const env = fakeEnvironment();
    const webhooks = await start(env);
    const credentials = await finishSignIn(client, begun, await browse(begun));
    const accept = () => Object.assign(service.options.auth, { token: server.tokens.at(-1)! });
    accept();
    const security = [{ name: 'o', type: 'oauth2' as const, flow: 'accessCode' }];
    const request: RegisterRequest = {
      uri: 'file:///a.swagger.json',
      trigger: describeTrigger({ security }),
      parameters: {},
      baseUrl: service.url,
      credentials,
      exposure: 'auto',
    };
    return { server, service, env, webhooks, request, registration: await webhooks.register(request) };
  }

  it('is renewed when the next call needs it, and saved for its origin', async () => {
    const { server, service, env, webhooks, registration } = await registered();
    const before = [...env.kept.values()];
    // The service takes the new token alone: the stand-in issues it while the call is made ready.
    Object.defineProperty(service.options.auth, 'token', { get: () => server.tokens.at(-1) });
    expect(await webhooks.delete(registration.id)).toBe('deleted');
    expect(server.tokens).toHaveLength(2);
    const [, refresh] = server.requests.filter(({ path }) => path === '/token');
    const used = (JSON.parse(before[0]!) as OAuthCredentials).renewal!.refreshToken;
    expect(new URLSearchParams(refresh!.body).get('refresh_token')).toBe(used);
    const written = textOfFolder(env.storageFolder) + env.logged.join();
    for (const secret of [...server.tokens, used, 'app-secret']) expect(written).not.toContain(secret);
  });

  it('is renewed once for calls at the same time', async () => {
    const { server, webhooks, request } = await registered();
    const again = { ...request, credentials: undefined };
    await Promise.allSettled([webhooks.register(again), webhooks.register(again)]);
    expect(server.tokens).toHaveLength(2);
  });

  it('requires another sign-in when the server issues no new one', async () => {
    const { server, env, webhooks, registration } = await registered();
    server.revoke();
    await expect(byScript(webhooks.delete(registration.id))).rejects.toThrow(
      /^"credentials": .*no longer saved.*"forget": true/,
    );
    expect([...env.kept]).toEqual([]);
    expect(webhooks.get(registration.id)?.state).toBe('active');
  });
});
