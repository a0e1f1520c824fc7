import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Credentials } from '../../client/domain/registration';
import { readBody } from '../../client/receiver/store/readBody';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { byScript } from '../support/byScript';
import { adminToken, type GitHubOptions, noScopeToken, startGitHub } from '../support/github';
import { fakeEnvironment, start, textOfFolder, until } from './environment';
import { githubTrigger } from './triggers';

async function github(options: GitHubOptions = {}) {
  const standIn = await startGitHub(options);
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment({}, { githubApiUrl: standIn.url });
  const webhooks = await start(env);
  const request = (changes: Partial<RegisterRequest> = {}): RegisterRequest => ({
    uri: 'file:///github.swagger.json',
    trigger: githubTrigger,
    parameters: { owner: 'octocat', repo: 'hello-world' },
    baseUrl: standIn.url,
    credentials: { type: 'bearer', token: adminToken },
    exposure: 'auto',
    ...changes,
  });
  return { standIn, env, webhooks, request };
}

const kinds = (rows: { kind: string }[]) => rows.map(({ kind }) => kind);

describe('a webhook at GitHub', () => {
  it('is registered, receives and is deleted', async () => {
    const { standIn, env, webhooks, request } = await github();
    const registration = await webhooks.register(request());
    expect(registration).toMatchObject({
      status: 201,
      state: 'active',
      service: 'github',
      exposure: 'local',
      warnings: [],
    });
    const [hook] = standIn.hooks();
    expect(hook).toMatchObject({
      name: 'web',
      active: true,
      events: ['push'],
      config: { url: registration.callbackUrl, content_type: 'json' },
    });

    await standIn.push('octocat', 'hello-world');
    const rows = await until(async () => {
      const found = await webhooks.deliveries(registration.id);
      return found.some(({ conforms }) => conforms) && found;
    });
    expect(kinds(rows).sort()).toEqual(['delivery', 'handshake']);
    for (const row of rows) expect(row).toMatchObject({ signature: 'valid', answered: 200, method: 'POST' });
    const delivery = rows.find(({ kind }) => kind === 'delivery')!;
    expect(delivery).toMatchObject({ event: 'push', conforms: true, problems: [] });
    expect(JSON.parse((await readBody(delivery)).toString())).toHaveProperty('repository');

    expect(await webhooks.delete(registration.id)).toBe('deleted');
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
    expect((await fetch(registration.callbackUrl, { method: 'POST', body: '{}' })).status).toBe(410);
    expect(env.kept.size).toBe(0);
  });

  it('leaves no secret on disk, in the log or in events', async () => {
    const { standIn, env, webhooks, request } = await github();
    const parameters = {
      owner: 'octocat',
      repo: 'hello-world',
      'Request body of webhook': { config: { secret: 'my-hmac-secret' } },
    };
    const { id, callbackUrl } = await webhooks.register(request({ parameters }));
    expect(standIn.hooks()[0]!.config.secret).toBe('my-hmac-secret');
    await standIn.push('octocat', 'hello-world');
    await until(async () => (await webhooks.deliveries(id)).length === 2);
    const token = callbackUrl.split('/').at(-1)!;
    const everything = [
      textOfFolder(env.storageFolder, /\.body$/),
      JSON.stringify(webhooks.events),
      env.logged.join('\n'),
    ];
    for (const text of everything) {
      expect(text).not.toContain('my-hmac-secret');
      expect(text).not.toContain(adminToken);
    }
    expect(env.logged.join('\n')).not.toContain(token);
    expect(env.logged.join('\n')).toContain('201');
  });

  it('refuses deliveries without the right signature', async () => {
    const { webhooks, request } = await github();
    const { id, callbackUrl } = await webhooks.register(request({ secret: 'key' }));
    const send = (signature?: string) =>
      fetch(callbackUrl, {
        method: 'POST',
        body: '{"a":1}',
        headers: signature === undefined ? {} : { 'X-Hub-Signature-256': signature },
      });
    const good = `sha256=${createHmac('sha256', 'key').update('{"a":1}').digest('hex')}`;
    expect((await send()).status).toBe(401);
    expect((await send('sha256=00')).status).toBe(401);
    expect((await send(good.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')))).status).toBe(401);
    expect((await send(good)).status).toBe(200);
    const rows = (await webhooks.deliveries(id)).filter(({ event }) => event !== 'ping');
    expect(rows.map(({ kind, signature }) => [kind, signature])).toEqual([
      ['refused', 'absent'],
      ['refused', 'invalid'],
      ['refused', 'invalid'],
      ['delivery', 'valid'],
    ]);
    expect(rows.every(({ kind, conforms }) => kind === 'delivery' || conforms === null)).toBe(true);
  });

  it('sends no secret when none is wanted', async () => {
    const { standIn, webhooks, request } = await github();
    const { signed } = await webhooks.register(request({ secret: false }));
    expect(signed).toBe(false);
    expect(standIn.hooks()[0]!.config).not.toHaveProperty('secret');
  });

  it('is pinged, and redelivers by our id and by the guid', async () => {
    const { standIn, webhooks, request } = await github();
    const { id } = await webhooks.register(request());
    expect(await webhooks.ping(id)).toEqual({ status: 204 });
    await standIn.push('octocat', 'hello-world');
    await standIn.settled();
    const pushed = await until(async () => (await webhooks.deliveries(id)).find(({ event }) => event === 'push'));
    const pushes = async () => (await webhooks.deliveries(id)).filter(({ event }) => event === 'push').length;
    expect(await webhooks.redeliver(id, pushed.id)).toEqual({ status: 202 });
    await until(async () => (await pushes()) === 2);
    expect(await webhooks.redeliver(id, pushed.headers['x-github-delivery']!)).toEqual({ status: 202 });
    await until(async () => (await pushes()) === 3);
    await expect(webhooks.redeliver(id, 'no-such-guid')).rejects.toThrow(/no longer has this delivery/);
  });

  it('uses other credentials when its own are gone, and saves only those', async () => {
    const { env, webhooks, request } = await github();
    const { id } = await webhooks.register(request());
    env.kept.clear();
    await expect(webhooks.ping(id)).rejects.toMatchObject({
      property: 'credentials',
      message: expect.stringMatching(/no longer saved/),
    });
    await webhooks.supplyCredentials(id, { type: 'bearer', token: 'not-known' });
    await expect(webhooks.ping(id)).rejects.toMatchObject({ status: 401 });
    await webhooks.supplyCredentials(id, { type: 'bearer', token: adminToken });
    expect(await webhooks.ping(id)).toEqual({ status: 204 });
    const all = [...env.kept.values()].join('\n');
    expect(all).toContain(adminToken);
    expect(all).not.toContain('not-known');
    expect(await webhooks.delete(id)).toBe('deleted');
    expect(env.kept.size).toBe(0);
  });

  it('keeps its own when other credentials cannot be saved', async () => {
    const { env, webhooks, request } = await github();
    const { id } = await webhooks.register(request());
    const { set } = env.secrets;
    env.secrets.set = async () => Promise.reject(new Error('the keyring is locked'));
    await expect(webhooks.supplyCredentials(id, { type: 'bearer', token: 'other' })).rejects.toThrow(/keyring/);
    env.secrets.set = set;
    expect(await webhooks.ping(id)).toEqual({ status: 204 });
    expect(await webhooks.delete(id)).toBe('deleted');
    expect(env.kept.size).toBe(0);
  });

  it('is deleted at the url in the response when there is no Location, and warns', async () => {
    const { standIn, webhooks, request } = await github({ location: false, basePath: '/api/v3' });
    const registration = await webhooks.register(request());
    expect(registration.warnings.join()).toMatch(/no "Location".*Power Automate could not delete/);
    expect(registration.location).toBeUndefined();
    expect(await webhooks.delete(registration.id)).toBe('deleted');
    expect(standIn.hooks()).toEqual([]);
  });

  it('counts as gone when somebody else deleted it', async () => {
    const { standIn, webhooks, request } = await github();
    const { id, location } = await webhooks.register(request());
    await fetch(location!, { method: 'DELETE', headers: { Authorization: `Bearer ${adminToken}` } });
    expect(standIn.hooks()).toEqual([]);
    expect(await webhooks.delete(id)).toBe('gone');
  });

  it('does not count as gone when a token may no longer see it', async () => {
    const { standIn, webhooks, request } = await github();
    const { id } = await webhooks.register(request());
    const credentials: Credentials = { type: 'bearer', token: noScopeToken };
    await expect(webhooks.delete(id, { credentials })).rejects.toThrow(/404.*admin:repo_hook/);
    expect(standIn.hooks()).toHaveLength(1);
    expect(webhooks.list()).toMatchObject([{ id, state: 'active' }]);
    expect(await webhooks.delete(id)).toBe('deleted');
  });

  it.each<[string, Credentials, RegExp]>([
    ['a wrong token', { type: 'bearer', token: 'wrong-token' }, /^"credentials": .*401: Bad credentials/],
    ['a token without the scope', { type: 'bearer', token: noScopeToken }, /404.*admin:repo_hook/],
  ])('explains %s and leaves nothing behind', async (_, credentials, message) => {
    const { env, webhooks, request } = await github();
    const failed = webhooks.register(request({ credentials }));
    await expect(byScript(failed)).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(/wrong-token/);
    expect(webhooks.list()).toEqual([]);
    expect(env.kept.size).toBe(0);
  });

  it.each([
    [422, 'Validation Failed', ['Hook already exists on this repository'], /Delete it, or choose other events/],
    [422, 'Validation Failed', ['The "push" event cannot have more than 20 hooks'], /allows 20/],
    [
      422,
      'Validation Failed',
      ["url is not supported because it isn't reachable over the public Internet (localhost)"],
      /^"exposure": .*can't reach this computer/,
    ],
    [403, 'Resource protected by organization SAML enforcement', [], /SSO/],
  ])('explains %i %s %j', async (status, message, errors, advice) => {
    const { standIn, webhooks, request } = await github();
    standIn.fail({ method: 'POST', status, body: { message, errors: errors.map((text) => ({ message: text })) } });
    await expect(byScript(webhooks.register(request()))).rejects.toThrow(advice);
    expect(webhooks.list()).toEqual([]);
  });

  it('accepts a user name with a token, as in the tutorial', async () => {
    const { standIn, webhooks, request } = await github();
    await webhooks.register(request({ credentials: { type: 'basic', username: 'octocat', password: adminToken } }));
    expect(standIn.hooks()).toHaveLength(1);
  });

  it('signs in with the Enterprise provider at the configured API, and nowhere else', async () => {
    const { standIn, env, webhooks, request } = await github();
    env.signIn = async (provider, scopes, interactive) => {
      env.signIns.push([provider, scopes, interactive]);
      return adminToken;
    };
    await webhooks.register(request({ credentials: { type: 'github' } }));
    expect(env.signIns).toEqual([['github-enterprise', ['admin:repo_hook'], false]]);
    expect([...env.kept.values()].join()).not.toContain(adminToken);
    for (const githubApiUrl of ['https://api.github.com', 'github.company.example']) {
      env.set({ githubApiUrl });
      await expect(byScript(webhooks.register(request({ credentials: { type: 'github' } })))).rejects.toThrow(
        /"credentials".*not sent to/,
      );
    }
    expect(standIn.hooks()).toHaveLength(1);
    expect(env.signIns).toHaveLength(1);
  });
});

describe('a create call that GitHub never answered', () => {
  it('leaves an orphan that delete finds by its callback', async () => {
    const { standIn, webhooks, request } = await github();
    const hold = standIn.holdCreate();
    const failed = expect(webhooks.register(request())).rejects.toThrow(/orphan/);
    await hold.reached;
    hold.drop();
    await failed;
    const [orphan] = webhooks.orphans();
    expect(orphan).toMatchObject({ state: 'orphan', status: 0 });
    expect(await webhooks.delete(orphan!.id)).toBe('deleted');
    expect(standIn.hooks()).toEqual([]);
  });

  it('is gone when the hook was never made', async () => {
    const { standIn, webhooks, request } = await github();
    standIn.reset({ method: 'POST' });
    await expect(webhooks.register(request())).rejects.toThrow(/orphan/);
    expect(await webhooks.delete(webhooks.orphans()[0]!.id)).toBe('gone');
    expect(webhooks.list()).toEqual([]);
  });
});
