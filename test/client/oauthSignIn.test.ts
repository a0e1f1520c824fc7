import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OAuthClient } from '../../client/domain/registration';

const { env, progress } = vi.hoisted(() => ({
  env: {
    opens: true,
    opened: [] as string[],
    /** Told to every window that has come to the front. */
    focused: [] as ((state: { focused: boolean }) => void)[],
    messages: [] as string[],
    /** The button to press, and the text to type. */
    press: undefined as string | undefined,
    typed: [] as string[],
    complaints: [] as (string | undefined)[],
  },
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
    window: {
      ...module.window,
      withProgress,
      onDidChangeWindowState: (listener: (state: { focused: boolean }) => void) => {
        env.focused.push(listener);
        return { dispose: () => env.focused.splice(env.focused.indexOf(listener), 1) };
      },
      showInformationMessage: async (message: string, ...buttons: string[]) => {
        env.messages.push(message);
        return buttons.find((button) => button === env.press);
      },
      showWarningMessage: async (message: string) => void env.messages.push(message),
      showInputBox: async ({
        password,
        validateInput,
      }: {
        password: boolean;
        validateInput(text: string): unknown;
      }) => {
        expect(password).toBe(true);
        for (const text of env.typed) {
          const complaint = validateInput(text) as string | undefined;
          env.complaints.push(complaint);
          if (complaint === undefined) return text;
        }
        return undefined;
      },
    },
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

/** SecretStorage, which all windows share; `tells` is false where they do not hear of each other. */
class Secrets {
  tells = true;
  readonly kept = new Map<string, string>();
  readonly listeners = new Set<(event: { key: string }) => void>();
  get = async (key: string) => this.kept.get(key);
  async store(key: string, value: string) {
    this.kept.set(key, value);
    if (this.tells) for (const listener of this.listeners) listener({ key });
  }
  async delete(key: string) {
    this.kept.delete(key);
  }
  onDidChange = (listener: (event: { key: string }) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
}

let secrets: Secrets;
let signIn: InstanceType<typeof OAuthSignIn>;
const state = { get: () => undefined, update: async () => {} };
const comeBack = (query: string) => signIn.handleUri({ path: '/oauth', query } as never);

beforeEach(() => {
  env.opens = true;
  Object.assign(env, { opened: [], focused: [], messages: [], press: undefined, typed: [], complaints: [] });
  secrets = new Secrets();
  signIn = new OAuthSignIn('flow-webhooks.flow-webhooks', state, secrets as never);
});
afterEach(() => {
  vi.useRealTimers();
  // Nothing of a sign-in stays, however it ended.
  expect([...secrets.kept]).toEqual([]);
  expect(secrets.listeners.size).toBe(0);
  expect(env.focused).toEqual([]);
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

it('stops when it is canceled, even while the editor asks whether to open the page', async () => {
  const signedIn = signIn.signIn(client);
  await vi.waitFor(() => expect(env.opened).toHaveLength(1));
  progress.cancel();
  await expect(signedIn).rejects.toThrow('The sign-in was canceled.');
});

describe('a redirect that comes to another window', () => {
  const other = () => new OAuthSignIn('flow-webhooks.flow-webhooks', state, secrets as never);

  it.each([
    ['at once', true],
    ['when the window that waits comes to the front', false],
  ])('is handed over, %s', async (_, tells) => {
    secrets.tells = tells;
    const signedIn = signIn.signIn(client);
    await vi.waitFor(() => expect(env.opened).toHaveLength(1));
    await other().handleUri({ path: '/oauth', query: 'state=s&code=c' } as never);
    expect(env.messages).toEqual(['The sign-in continues in the window in which it was started.']);
    if (!tells) for (const listener of [...env.focused]) listener({ focused: true });
    expect(await signedIn).toEqual({ type: 'oauth2', accessToken: 'c' });
    await vi.waitFor(() => expect(secrets.kept.size).toBe(0));
  });

  it.each([
    ['of a sign-in that nobody began', 'state=x&code=c'],
    ['without a state', 'code=c'],
    ['that is too long', `state=s&code=${'c'.repeat(20_000)}`],
  ])('is kept nowhere when it is one %s', async (_, query) => {
    const signedIn = signIn.signIn(client);
    await vi.waitFor(() => expect(env.opened).toHaveLength(1));
    await other().handleUri({ path: '/oauth', query } as never);
    expect(env.messages).toEqual(['No window is waiting for this sign-in, or it has ended. Start it again.']);
    expect([...secrets.kept.values()].join()).not.toContain('c');
    progress.cancel();
    await expect(signedIn).rejects.toThrow('canceled');
    await vi.waitFor(() => expect(secrets.kept.size).toBe(0));
  });

  it('does not matter where secrets cannot be stored, as long as it comes back', async () => {
    secrets.store = async () => {
      throw new Error('no keyring');
    };
    const signedIn = signIn.signIn(client);
    await vi.waitFor(() => expect(env.opened).toHaveLength(1));
    comeBack('state=s&code=c');
    expect(await signedIn).toEqual({ type: 'oauth2', accessToken: 'c' });
  });
});

describe('a redirect that does not come back', () => {
  it.each([
    ['its address', 'vscode://flow-webhooks.flow-webhooks/oauth?code=c&state=s'],
    ['the address of a page', 'https://login.example/done?x=1&code=c&state=s'],
    ['the end of it', 'code=c&state=s'],
    ['an address that ends in a fragment', 'https://login.example/#code=c&state=s'],
  ])('can be pasted as %s', async (_, text) => {
    vi.useFakeTimers();
    env.press = 'Paste the Address';
    env.typed = ['https://login.example/login', 'https://login.example/?code=c&state=of-another', text];
    const signedIn = signIn.signIn(client);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await signedIn).toEqual({ type: 'oauth2', accessToken: 'c' });
    expect(env.messages[0]).toMatch(/^The sign-in at login\.example has not come back yet/);
    expect(env.complaints).toEqual([
      expect.stringContaining('"code" and "state" are missing'),
      expect.stringContaining('of another sign-in'),
      undefined,
    ]);
  });

  it('is not asked for when it came back', async () => {
    vi.useFakeTimers();
    const signedIn = signIn.signIn(client);
    await vi.advanceTimersByTimeAsync(100);
    comeBack('state=s&code=c');
    await signedIn;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(env.messages).toEqual([]);
  });
});
