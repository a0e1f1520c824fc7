import { describe, expect, it, onTestFinished } from 'vitest';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { adminToken, startGitHub } from '../support/github';
import { type ServiceOptions, startService } from '../support/service';
import { fakeEnvironment, start, until } from './environment';
import { describeTrigger, githubTrigger, idCandidate } from './triggers';

const token = { type: 'bearer', token: 'tok-en-123' } as const;

async function service(options: Partial<ServiceOptions> = {}, readable = ['/hooks/{id}']) {
  const standIn = await startService({ auth: token, readable: true, ...options });
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment();
  const request: RegisterRequest = {
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger({ unsubscribe: [idCandidate], readable, security: [{ name: 'oauth', type: 'oauth2' }] }),
    parameters: {},
    baseUrl: standIn.url,
    credentials: token,
    exposure: 'auto',
  };
  const webhooks = await start(env);
  const { id } = await webhooks.register(request);
  const reads = () => standIn.requests.filter(({ method }) => method === 'GET');
  const removeThere = () =>
    fetch(`${standIn.url}/hooks/hook-1`, { method: 'DELETE', headers: { Authorization: `Bearer ${token.token}` } });
  return { standIn, env, webhooks, id, reads, removeThere };
}

describe('whether a webhook still exists', () => {
  it('is asked of the service, with the saved credentials', async () => {
    const { webhooks, id, reads, removeThere } = await service();
    expect(await webhooks.checkRegistrations()).toMatchObject([{ id, operationId: 'subscribe', remote: 'there' }]);
    expect(reads()[0]!.headers.authorization).toBe(`Bearer ${token.token}`);
    await removeThere();
    expect(await webhooks.checkRegistrations([id])).toMatchObject([
      { id, remote: 'gone', detail: 'A GET returns 404.' },
    ]);
    expect(webhooks.list()).toMatchObject([
      { state: 'unreachable', warnings: [expect.stringContaining('the service no longer has this webhook')] },
    ]);
    expect(await webhooks.delete(id)).toBe('gone');
    expect(await webhooks.checkRegistrations()).toEqual([]);
  });

  it('is unknown when a sign-in page responds', async () => {
    const { webhooks, standIn } = await service();
    standIn.fail({ method: 'GET', status: 200, body: '<!doctype html><title>Sign in</title>' });
    expect(await webhooks.checkRegistrations()).toMatchObject([
      { remote: 'unknown', detail: expect.stringMatching(/web page \(Sign in\)/) },
    ]);
    expect(webhooks.list()).toMatchObject([{ state: 'active' }]);
  });

  it('is unknown when the response reports a failure, whatever its status', async () => {
    const { webhooks, standIn } = await service();
    standIn.fail({ method: 'GET', status: 200, body: { ok: false, error: 'not_authed' } });
    expect(await webhooks.checkRegistrations()).toMatchObject([
      { remote: 'unknown', detail: expect.stringContaining('200 (not_authed)') },
    ]);
    standIn.fail({ method: 'GET', status: 200, body: { id: 'h1', error: 'The last delivery failed.' } });
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'there' }]);
  });

  it('is known again once the service has it back', async () => {
    const { webhooks, standIn } = await service();
    standIn.fail({ method: 'GET', status: 404 });
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'gone' }]);
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'there' }]);
    expect(webhooks.list()).toMatchObject([{ state: 'active', warnings: [] }]);
  });

  it('is certain once the service sends something', async () => {
    const { webhooks, standIn } = await service();
    standIn.fail({ method: 'GET', status: 404 });
    await webhooks.checkRegistrations();
    expect(webhooks.list()).toMatchObject([{ state: 'unreachable' }]);
    await standIn.notify({ order: 1 });
    await until(() => webhooks.list()[0]!.state === 'active');
  });

  it.each([
    ['the definition has no GET there', {}, []],
    ['the definition has a GET elsewhere alone', {}, ['/hooks', '/other/{id}', '/hooks/{id}/log']],
    ['the service names no address', { location: 'absent' as const }, ['/hooks/{id}']],
  ])('is not asked when %s', async (_, options, readable) => {
    const { webhooks, reads } = await service(options, readable);
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'unknown' }]);
    expect(reads()).toEqual([]);
  });

  it('is not asked without saved credentials', async () => {
    const { webhooks, reads, env } = await service();
    env.kept.clear();
    expect(await webhooks.checkRegistrations()).toMatchObject([
      { remote: 'unknown', detail: expect.stringContaining('no longer saved') },
    ]);
    expect(reads()).toEqual([]);
    expect(webhooks.list()).toMatchObject([{ state: 'active' }]);
  });

  it.each([401, 403, 500])('is unknown when a GET responds with %s', async (status) => {
    const { webhooks, standIn } = await service();
    standIn.fail({ method: 'GET', status });
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'unknown' }]);
    expect(webhooks.list()).toMatchObject([{ state: 'active' }]);
  });

  it('is looked up quietly when a view shows one of an earlier window: once, and not at start', async () => {
    const { webhooks, env, id, reads, removeThere } = await service();
    webhooks.shown(id);
    await webhooks.close();
    await removeThere();
    const later = await start(env);
    expect(reads()).toEqual([]);
    later.shown(id);
    await until(() => later.get(id)!.state === 'unreachable');
    later.shown(id);
    expect(await later.checkRegistrations([id])).toMatchObject([{ remote: 'gone' }]);
    expect(reads()).toHaveLength(2);
  });
});

describe('whether a hook still exists at GitHub', () => {
  it('is distinguished from a hook that the token may not see', async () => {
    const standIn = await startGitHub();
    onTestFinished(() => standIn.close());
    const env = fakeEnvironment({}, { githubApiUrl: standIn.url });
    const webhooks = await start(env);
    await webhooks.register({
      uri: 'file:///github.swagger.json',
      trigger: githubTrigger,
      parameters: { owner: 'octocat', repo: 'hello-world' },
      baseUrl: standIn.url,
      credentials: { type: 'bearer', token: adminToken },
      exposure: 'auto',
    });
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'there' }]);
    standIn.fail({ method: 'GET', path: /hooks/, status: 404, times: 2 });
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'unknown' }]);
    standIn.removeHooks();
    expect(await webhooks.checkRegistrations()).toMatchObject([{ remote: 'gone' }]);
  });
});
