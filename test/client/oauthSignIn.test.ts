import { beforeEach, expect, it, vi } from 'vitest';
import type { OAuthClient } from '../../client/domain/registration';

const { env, progress } = vi.hoisted(() => ({
  env: { opens: true, opened: [] as string[] },
  progress: { cancel: () => {} },
}));

vi.mock('vscode', async () => {
  const { module } = (await import('./editor')).editor;
  const openExternal = async (url: string) => {
    env.opened.push(url);
    return env.opens;
  };
  const withProgress = (_: unknown, act: (progress: object, token: object) => unknown) =>
    act({}, { onCancellationRequested: (listener: () => void) => void cancels.push(listener) });
  const cancels: (() => void)[] = [];
  progress.cancel = () => {
    for (const cancel of cancels.splice(0)) cancel();
  };
  return {
    ...module,
    env: { uriScheme: 'vscode', asExternalUri: async (uri: unknown) => uri, openExternal },
    window: { ...module.window, withProgress },
  };
});
vi.mock('../../client/webhooks/credentials/oauth', () => ({
  beginSignIn: async () => ({ url: 'https://login.example/authorize?state=s', state: 's' }),
  finishSignIn: async (_: unknown, __: unknown, returned: URLSearchParams) => ({
    type: 'oauth2',
    accessToken: returned.get('code'),
  }),
}));

const { OAuthSignIn } = await import('../../client/editor/oauthSignIn');

const client: OAuthClient = {
  id: 'app',
  authorizationUrl: 'https://login.example/authorize',
  tokenUrl: 'https://login.example/token',
  scopes: [],
};

let signIn: InstanceType<typeof OAuthSignIn>;
const state = { get: () => undefined, update: async () => {} };
const comeBack = (query: string) => signIn.handleUri({ path: '/oauth', query } as never);

beforeEach(() => {
  env.opens = true;
  env.opened = [];
  signIn = new OAuthSignIn('flow-webhooks.flow-webhooks', state);
});

it.each([
  ['in the browser that the editor opens', true],
  ['by hand, from a copied URL', false],
])('accepts the redirect from a page that was opened %s', async (_, opens) => {
  env.opens = opens;
  const signedIn = signIn.signIn(client);
  await vi.waitFor(() => expect(env.opened).toHaveLength(1));
  // The editor's response arrives later.
  await new Promise((resolve) => setTimeout(resolve));
  comeBack('state=s&code=c');
  expect(await signedIn).toEqual({ type: 'oauth2', accessToken: 'c' });
});

it('stops when it is cancelled, even while the editor asks whether to open the page', async () => {
  const signedIn = signIn.signIn(client);
  await vi.waitFor(() => expect(env.opened).toHaveLength(1));
  progress.cancel();
  await expect(signedIn).rejects.toThrow('The sign-in was canceled.');
});
