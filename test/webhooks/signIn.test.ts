/** Who asks decides whether the editor may show a sign-in: a script and a background task never see one. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SignInOptions, Webhooks } from '../../client/webhooks/webhooksApi';
import { adminToken, startGitHub } from '../support/github';
import { fakeEnvironment, start } from './environment';
import { githubTrigger } from './triggers';

async function setUp() {
  const github = await startGitHub();
  onTestFinished(() => github.close());
  const env = fakeEnvironment({}, { githubApiUrl: github.url });
  const webhooks = await start(env);
  const request = {
    uri: 'file:///github.swagger.json',
    trigger: githubTrigger,
    parameters: { owner: 'octocat', repo: 'hello-world' },
    baseUrl: github.url,
    credentials: { type: 'github' } as const,
    exposure: 'local' as const,
  };
  return { env, webhooks, request };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

/** The calls that make a request with credentials that are given along. */
const calls: Record<
  string,
  (webhooks: Webhooks, request: Setup['request'], options: SignInOptions) => Promise<unknown>
> = {
  register: (webhooks, request, options) => webhooks.register({ ...request, ...options }),
  preview: (webhooks, request, options) => webhooks.preview({ ...request, ...options }),
  'check the unsubscribe contract': (webhooks, request, options) =>
    webhooks.checkUnsubscribe({ ...request, ...options }),
};

describe('a sign-in of the editor', () => {
  it.each(Object.keys(calls))('is shown only when a person asked to %s', async (name) => {
    const { env, webhooks, request } = await setUp();
    for (const options of [{}, { interactive: false }, { interactive: true }]) {
      await expect(calls[name]!(webhooks, request, options)).rejects.toThrow(/not signed in/);
    }
    expect(env.signIns.map(([, , interactive]) => interactive)).toEqual([false, false, true]);
  });

  /** The calls about a webhook that exists, with its saved sign-in. */
  const later: Record<string, (webhooks: Webhooks, id: string, options?: SignInOptions) => Promise<unknown>> = {
    ping: (webhooks, id, options) => webhooks.ping(id, options),
    redeliver: (webhooks, id, options) => webhooks.redeliver(id, '1', options),
    'list missed deliveries': (webhooks, id, options) => webhooks.missed(id, options),
    'fetch a delivery': (webhooks, id, options) => webhooks.fetchDelivery(id, '1', options),
    'check that the webhook exists': (webhooks, id, options) => webhooks.checkRegistrations([id], options),
    delete: (webhooks, id, options) => webhooks.delete(id, options),
  };

  it.each(Object.keys(later))('is shown only when a person asked to %s', async (name) => {
    const { env, webhooks, request } = await setUp();
    const { id } = await webhooks.register({ ...request, credentials: { type: 'bearer', token: adminToken } });
    await webhooks.supplyCredentials(id, { type: 'github' });
    for (const options of [undefined, { interactive: true }]) {
      await later[name]!(webhooks, id, options).catch(() => {});
    }
    expect(env.signIns.map(([, , interactive]) => interactive)).toEqual([false, true]);
  });
});
