import { describe, expect, it, onTestFinished } from 'vitest';
import { relayUrlIn } from '../../client/webhooks/exposure/githubRelay';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { byScript } from '../support/byScript';
import { adminToken, type GitHubOptions, startGitHub } from '../support/github';
import { fakeEnvironment, start, textOfFolder, until } from './environment';
import { githubOrganizationTrigger, githubTrigger } from './triggers';

async function github(options: GitHubOptions = {}) {
  const standIn = await startGitHub({ reach: 'public', ...options });
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment({}, { githubApiUrl: standIn.url });
  const webhooks = await start(env);
  const request = (changes: Partial<RegisterRequest> = {}): RegisterRequest => ({
    uri: 'file:///github.swagger.json',
    trigger: githubTrigger,
    parameters: { owner: 'octocat', repo: 'hello-world' },
    baseUrl: standIn.url,
    credentials: { type: 'bearer', token: adminToken },
    exposure: 'github',
    ...changes,
  });
  return { standIn, env, webhooks, request };
}

describe("a webhook through GitHub's development relay", () => {
  it('is registered without a URL, receives exact bytes, is answered, and is deleted', async () => {
    const { standIn, env, webhooks, request } = await github();
    const registration = await webhooks.register(request());
    expect(registration).toMatchObject({ exposure: 'github', state: 'active', status: 201 });
    expect(registration.warnings.join()).toMatch(/development relay.*not documented/);
    const created = standIn.requests.find(({ method }) => method === 'POST');
    expect(created!.json).toMatchObject({ name: 'cli', active: false, config: { url: '' } });
    expect(created!.body).not.toContain('127.0.0.1');
    expect(standIn.hooks()).toMatchObject([{ name: 'cli', active: true }]);
    expect(standIn.relay.dials).toEqual([adminToken]);

    const text = '{ "n": 1.0, "é": "\\u00e9" }';
    const [delivery] = await standIn.push('octocat', 'hello-world', 'push', text);
    expect(delivery).toMatchObject({ statusCode: 200 });
    const rows = await until(async () => {
      const found = await webhooks.deliveries(registration.id);
      return found.some(({ event }) => event === 'push') && found;
    });
    expect(rows.find(({ event }) => event === 'push')).toMatchObject({
      kind: 'delivery',
      signature: 'valid',
      bytes: Buffer.byteLength(text),
    });

    expect(await webhooks.delete(registration.id)).toBe('deleted');
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.events.filter(({ type }) => type === 'relay')).toEqual([]);
    expect(env.kept.size).toBe(0);
  });

  it('returns the refusal of a delivery to GitHub', async () => {
    const { standIn, webhooks, request } = await github();
    const { id } = await webhooks.register(request({ secret: 'one' }));
    const [hook] = standIn.hooks();
    await fetch(`${standIn.url}/repos/octocat/hello-world/hooks/${hook!.id}/config`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${adminToken}` },
      body: JSON.stringify({ url: 'https://example.com', secret: 'another' }),
    });
    const [delivery] = await standIn.push('octocat', 'hello-world');
    expect(delivery).toMatchObject({ statusCode: 401 });
    expect(await webhooks.deliveries(id)).toContainEqual(expect.objectContaining({ kind: 'refused', answered: 401 }));
  });

  it('is connected and activated again after a disconnect, and reports since when it was down', async () => {
    const { standIn, webhooks, request } = await github();
    const { id } = await webhooks.register(request());
    standIn.relay.refusal = 503;
    standIn.relay.disconnect();
    const down = await until(() => webhooks.get(id)?.down);
    expect(Date.now() - Date.parse(down.since)).toBeLessThan(10_000);
    expect(webhooks.get(id)).toMatchObject({ state: 'unreachable' });
    expect(webhooks.get(id)?.warnings.join()).toMatch(/is down since .*New attempts/);
    expect(standIn.hooks()).toMatchObject([{ active: false }]);
    await until(() => standIn.relay.dials.length >= 2);
    standIn.relay.refusal = 0;
    await until(() => webhooks.get(id)?.state === 'active');
    expect(standIn.hooks()).toMatchObject([{ active: true }]);
    const changes = webhooks.events.flatMap((event) => (event.type === 'relay' ? [event] : []));
    expect(changes).toMatchObject([
      { state: 'lost', since: down.since },
      { state: 'back', since: down.since },
    ]);
    expect(await standIn.push('octocat', 'hello-world')).toMatchObject([{ statusCode: 200 }]);
  });

  it('is connected again after a restart', async () => {
    const { standIn, env, webhooks, request } = await github();
    const { id } = await webhooks.register(request());
    await webhooks.close();
    await until(() => !standIn.hooks()[0]!.active);
    const again = await start(
      fakeEnvironment({ storageFolder: env.storageFolder, secrets: env.secrets }, { githubApiUrl: standIn.url }),
    );
    await until(() => standIn.hooks()[0]!.active);
    await standIn.push('octocat', 'hello-world');
    await until(async () => (await again.deliveries(id)).some(({ event }) => event === 'push'));
    expect(again.get(id)?.state).toBe('active');
  });

  it('gives up when GitHub has deleted the hook', async () => {
    const { standIn, webhooks, request } = await github();
    const { id } = await webhooks.register(request());
    standIn.removeHooks();
    standIn.relay.disconnect();
    await until(() => webhooks.get(id)?.warnings.join().includes('no longer has this webhook'));
    expect(webhooks.get(id)?.warnings.join()).toMatch(/Delete it and register it again/);
    expect(await webhooks.delete(id)).toBe('gone');
    expect(webhooks.list()).toEqual([]);
  });

  it('connects later when the relay was down at registration', async () => {
    const { standIn, webhooks, request } = await github();
    standIn.relay.refusal = 503;
    const { id } = await webhooks.register(request());
    await until(() => webhooks.get(id)?.state === 'unreachable');
    standIn.relay.refusal = 0;
    await until(() => webhooks.get(id)?.state === 'active');
    expect(standIn.hooks()).toMatchObject([{ active: true }]);
  });

  it('works for organizations, and with a user name and token', async () => {
    const { standIn, webhooks, request } = await github();
    await webhooks.register(
      request({
        trigger: githubOrganizationTrigger,
        parameters: { org: 'octo-org' },
        credentials: { type: 'basic', username: 'mona', password: adminToken },
      }),
    );
    expect(standIn.hooks()).toMatchObject([{ name: 'cli', active: true, target: { type: 'Organization' } }]);
    expect(standIn.relay.dials).toEqual([adminToken]);
  });

  it('is limited to one per repository, and says so', async () => {
    const { standIn, webhooks, request } = await github();
    await webhooks.register(request());
    await expect(webhooks.register(request())).rejects.toThrow(/already exists.*gh webhook forward/);
    expect(standIn.hooks()).toHaveLength(1);
  });

  it('is for github.com only: nothing is sent elsewhere', async () => {
    const { env, webhooks, request } = await github();
    env.set({ githubApiUrl: 'https://github.example/api/v3' });
    for (const baseUrl of ['https://github.example/api/v3', 'https://api.example.com']) {
      await expect(byScript(webhooks.register(request({ baseUrl })))).rejects.toThrow(
        /^"exposure": GitHub's relay works only for/,
      );
    }
    expect(webhooks.list()).toEqual([]);
  });

  it('connects to GitHub’s own URLs only: they get the token', async () => {
    const { standIn, webhooks, request } = await github();
    const url = `${standIn.url}/repos/octocat/hello-world/hooks/7`;
    const body = { id: 7, url, ws_url: 'wss://relay.example/7' };
    standIn.fail({ method: 'POST', status: 201, headers: { Location: url }, body });
    const { id } = await webhooks.register(request());
    expect(webhooks.get(id)).toMatchObject({ state: 'unreachable' });
    expect(webhooks.get(id)?.warnings.join()).toMatch(/address is not known.*Delete it and register it again/);
  });

  it('leaves neither token nor URL on disk, in the log or in events', async () => {
    const { standIn, env, webhooks, request } = await github();
    await webhooks.register(request());
    standIn.relay.disconnect();
    await until(() => webhooks.events.some((event) => event.type === 'relay' && event.state === 'back'));
    const texts = [textOfFolder(env.storageFolder), JSON.stringify(webhooks.events), env.logged.join('\n')];
    for (const text of texts) {
      expect(text).not.toContain(adminToken);
      expect(text).not.toContain('/relay/');
    }
  });
});

describe('the URL of the relay', () => {
  const api = 'https://api.github.com';

  it.each<[unknown, string, boolean]>([
    ['wss://webhook-forwarder.github.com/forward?x=1', api, true],
    ['ws://webhook-forwarder.github.com/forward', api, false],
    ['https://webhook-forwarder.github.com/forward', api, false],
    ['wss://github.com.evil.example/', api, false],
    ['wss://evilgithub.com/', api, false],
    ['ws://127.0.0.1:1/', api, false],
    ['ws://127.0.0.1:1/', 'http://127.0.0.1:2', true],
    ['nonsense', api, false],
    [17, api, false],
  ])('%s for %s: %s', (ws_url, baseUrl, isTrusted) => {
    expect(relayUrlIn({ ws_url } as never, baseUrl)).toBe(isTrusted ? ws_url : undefined);
  });
});
