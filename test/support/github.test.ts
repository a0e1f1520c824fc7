import { Octokit } from '@octokit/rest';
import { verify } from '@octokit/webhooks-methods';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminToken, type GitHubStandIn, noScopeToken, startGitHub } from './github';
import { type LoggedRequest, type StandIn, startStandIn } from './standIn';

const repo = { owner: 'octocat', repo: 'hello-world' };
const secret = 'It is a secret to everybody';

let github: GitHubStandIn;
let receiver: StandIn;

const octokit = (auth: string | undefined = adminToken, baseUrl = github.url) =>
  // Octokit logs every failed request to the console, and some requests fail here on purpose.
  new Octokit({ auth, baseUrl, log: { debug() {}, info() {}, warn() {}, error() {} } });

const create = (more: Record<string, unknown> = {}, config: Record<string, unknown> = {}) =>
  octokit().repos.createWebhook({
    ...repo,
    ...more,
    config: { url: receiver.url, content_type: 'json', secret, ...config },
  });

/** A receiver's requests of one kind of event. */
const received = (event: string) => receiver.requests.filter(({ headers }) => headers['x-github-event'] === event);

beforeEach(async () => {
  github = await startGitHub();
  receiver = await startStandIn(0, (app, answer) => void app.use(answer(() => ({ status: 200, body: 'thanks' }))));
});

afterEach(() => Promise.all([github.close(), receiver.close()]));

describe('hooks', () => {
  test('are created with a Location, listed, shown with a masked secret, and deleted once', async () => {
    const { status, data, headers } = await create();
    expect(status).toBe(201);
    expect(headers.location).toBe(data.url);
    expect(data).toMatchObject({
      type: 'Repository',
      name: 'web',
      active: true,
      events: ['push'],
      config: { url: receiver.url, content_type: 'json', insecure_ssl: '0', secret: '********' },
      test_url: `${data.url}/test`,
      ping_url: `${data.url}/pings`,
      deliveries_url: `${data.url}/deliveries`,
      last_response: { code: null, status: 'unused', message: null },
    });
    expect(github.hooks()[0]!.config.secret).toBe(secret);
    expect((await octokit().repos.listWebhooks(repo)).data.map(({ id }) => id)).toEqual([data.id]);

    const one = { ...repo, hook_id: data.id };
    expect((await octokit().repos.deleteWebhook(one)).status).toBe(204);
    await expect(octokit().repos.deleteWebhook(one)).rejects.toMatchObject({ status: 404 });
    expect(github.hooks()).toEqual([]);
  });

  test('are created without a Location when that is switched off', async () => {
    github.location = false;
    expect((await create()).headers.location).toBeUndefined();
  });

  test('lie below the base path of an Enterprise Server', async () => {
    await using(await startGitHub({ basePath: '/api/v3' }), async (enterprise) => {
      const { data } = await octokit(adminToken, enterprise.url).repos.createWebhook({
        ...repo,
        config: { url: receiver.url },
      });
      expect(data.url).toBe(`${enterprise.url}/repos/octocat/hello-world/hooks/${data.id}`);
      expect(new URL(data.url).pathname).toMatch(/^\/api\/v3\//);
    });
  });

  test('of a repository and an organization are apart', async () => {
    const { data } = await octokit().orgs.createWebhook({
      org: 'octo-org',
      name: 'web',
      config: { url: receiver.url, content_type: 'json' },
    });
    expect(data).toMatchObject({ type: 'Organization', url: `${github.url}/orgs/octo-org/hooks/${data.id}` });
    expect(data).not.toHaveProperty('test_url');
    const elsewhere = octokit().repos.getWebhook({ ...repo, hook_id: data.id });
    await expect(elsewhere).rejects.toMatchObject({ status: 404 });
    await github.settled();
    expect(received('ping')[0]!.json).toMatchObject({ hook_id: data.id, organization: { login: 'octo-org' } });
  });

  test('lose their secret by a PATCH without it, and keep it by a change of /config', async () => {
    const { data } = await create();
    const one = { ...repo, hook_id: data.id };
    await octokit().repos.updateWebhookConfigForRepo({ ...one, content_type: 'form' });
    expect(github.hooks()[0]!.config).toMatchObject({ secret, content_type: 'form' });
    await octokit().repos.updateWebhook({ ...one, add_events: ['issues'] });
    expect(github.hooks()[0]).toMatchObject({ events: ['push', 'issues'], config: { secret } });
    await octokit().repos.updateWebhook({ ...one, config: { url: receiver.url } });
    expect(github.hooks()[0]!.config).not.toHaveProperty('secret');
  });

  test('are listed by pages', async () => {
    for (const name of ['a', 'b', 'c']) await create({}, { url: `${receiver.url}/${name}` });
    const pages = octokit().paginate.iterator(octokit().repos.listWebhooks, { ...repo, per_page: 2 });
    const sizes: number[] = [];
    for await (const { data } of pages) sizes.push(data.length);
    expect(sizes).toEqual([2, 1]);
  });
});

describe('somebody', () => {
  test('without rights gets 404', async () => {
    const attempt = octokit(noScopeToken).repos.createWebhook({ ...repo, config: { url: receiver.url } });
    await expect(attempt).rejects.toMatchObject({
      status: 404,
      response: {
        data: { message: 'Not Found', documentation_url: expect.stringContaining('#create-a-repository-webhook') },
        headers: { 'x-oauth-scopes': '', 'x-accepted-oauth-scopes': expect.stringContaining('admin:repo_hook') },
      },
    });
  });

  test('with an unknown token is refused', async () => {
    await expect(octokit('unknown').users.getAuthenticated()).rejects.toMatchObject({
      status: 401,
      response: { data: { message: 'Bad credentials' } },
    });
  });

  test.each([
    ['Bearer', adminToken],
    ['token', adminToken],
    ['Basic', Buffer.from(`octocat:${adminToken}`).toString('base64')],
  ])('may use %s', async (scheme, value) => {
    const response = await fetch(`${github.url}/user`, { headers: { Authorization: `${scheme} ${value}` } });
    expect(await response.json()).toMatchObject({ login: 'octocat' });
  });
});

describe('a create call is refused', () => {
  const custom = (message: string) => ({ resource: 'Hook', code: 'custom', message });

  test.each([
    ['for a name', { name: 'email' }, {}, { resource: 'Hook', code: 'invalid', field: 'name' }],
    ['without a URL', {}, { url: undefined }, custom('Config must contain URL for webhooks')],
    [
      'for an unknown event',
      { events: ['push', 'psuh'] },
      {},
      custom('These events are not allowed for this hook: psuh'),
    ],
    ['for a content type', {}, { content_type: 'xml' }, { resource: 'Hook', code: 'invalid', field: 'content_type' }],
  ])('%s', async (_, more, config, error) => {
    await expect(create(more, config)).rejects.toMatchObject({
      status: 422,
      response: {
        data: {
          message: 'Validation Failed',
          errors: [error],
          documentation_url: expect.stringContaining('#create-a-repository-webhook'),
        },
      },
    });
    expect(github.hooks()).toEqual([]);
  });

  test('for a hook that is there already, events overlapping', async () => {
    await create({ events: ['push', 'issues'] });
    const errors = [custom('Hook already exists on this repository')];
    await expect(create({ events: ['issues'] })).rejects.toMatchObject({ status: 422, response: { data: { errors } } });
    expect((await create({ events: ['fork'] })).status).toBe(201);
  });

  test('for the 21st hook of an event', async () => {
    for (let number = 0; number < 20; number++) await create({}, { url: `${receiver.url}/${number}` });
    const errors = [custom('The "push" event cannot have more than 20 hooks')];
    await expect(create()).rejects.toMatchObject({ status: 422, response: { data: { errors } } });
  });

  test('for loopback, where that is enforced', async () => {
    await using(await startGitHub({ reach: 'public' }), async (strict) => {
      const config = { url: 'http://localhost:1' };
      const message =
        "Sorry, the URL host localhost is not supported because it isn't reachable over the public Internet";
      await expect(octokit(adminToken, strict.url).repos.createWebhook({ ...repo, config })).rejects.toMatchObject({
        status: 422,
        response: { data: { errors: [custom(message)] } },
      });
    });
  });
});

describe('deliveries', () => {
  const signed = ({ headers, body }: LoggedRequest) => verify(secret, body, String(headers['x-hub-signature-256']));

  test('begin with a signed ping', async () => {
    const { data } = await create();
    await github.settled();
    const [ping] = received('ping');
    expect(ping!.headers).toMatchObject({
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-github-hook-id': String(data.id),
      'x-github-hook-installation-target-id': expect.stringMatching(/^\d+$/),
      'x-github-hook-installation-target-type': 'repository',
      'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/),
    });
    expect(await signed(ping!)).toBe(true);
    expect(ping!.json).toMatchObject({
      hook_id: data.id,
      hook: { id: data.id },
      repository: { full_name: 'octocat/hello-world' },
    });
    expect((await octokit().repos.getWebhook({ ...repo, hook_id: data.id })).data.last_response).toMatchObject({
      code: 200,
    });
  });

  test('of a test push are about this repository', async () => {
    const { data } = await create();
    await octokit().repos.testPushWebhook({ ...repo, hook_id: data.id });
    await github.settled();
    expect(received('push')[0]!.json).toMatchObject({
      ref: 'refs/heads/master',
      repository: { name: 'hello-world', full_name: 'octocat/hello-world', owner: { login: 'octocat' } },
    });
    await octokit().repos.updateWebhook({ ...repo, hook_id: data.id, events: ['issues'] });
    expect((await octokit().repos.testPushWebhook({ ...repo, hook_id: data.id })).status).toBe(204);
    await github.settled();
    expect(received('push')).toHaveLength(1);
  });

  test('in a form sign the form', async () => {
    await create({}, { content_type: 'form' });
    await github.push('octocat', 'hello-world');
    const [push] = received('push');
    expect(push!.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(await signed(push!)).toBe(true);
    expect(JSON.parse(new URLSearchParams(push!.body).get('payload')!)).toMatchObject({ ref: 'refs/heads/master' });
  });

  test('carry text byte for byte, and no signature without a secret', async () => {
    await create({}, { secret: undefined });
    await github.push('octocat', 'hello-world', 'push', '{ "ref": 1.0 }');
    const [push] = received('push');
    expect(push!.body).toBe('{ "ref": 1.0 }');
    expect(push!.headers).not.toHaveProperty('x-hub-signature-256');
  });

  test('go to every active hook that listens, under one guid', async () => {
    await create({ events: ['issues'] });
    await create({ events: ['*'] }, { url: `${receiver.url}/all` });
    await create({ events: ['issues'], active: false }, { url: `${receiver.url}/inactive` });
    await create({ events: ['fork'] }, { url: `${receiver.url}/other` });
    await octokit().orgs.createWebhook({
      org: 'octocat',
      name: 'web',
      config: { url: `${receiver.url}/org` },
      events: ['issues'],
    });
    const sent = await github.push('octocat', 'hello-world', 'issues');
    expect(
      received('issues')
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/', '/all', '/org']);
    expect(new Set(sent.map(({ guid }) => guid)).size).toBe(1);
  });

  test('are listed newest first by a cursor, with ids that a double cannot hold', async () => {
    const { data } = await create();
    await github.settled();
    for (let count = 0; count < 4; count++) await github.push('octocat', 'hello-world');
    const pages = octokit().paginate.iterator(octokit().repos.listWebhookDeliveries, {
      ...repo,
      hook_id: data.id,
      per_page: 2,
    });
    const ids: (number | bigint)[][] = [];
    for await (const page of pages) ids.push(page.data.map(({ id }) => id));
    expect(ids.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(ids.flat().map(String)).toEqual(github.deliveries(data.id).map(({ id }) => String(id)));
    expect(Number(ids.flat()[0])).not.toBe(ids.flat()[0]);
  });

  test('are sent again under the same guid and a new id', async () => {
    const { data } = await create();
    await github.settled();
    receiver.fail({ status: 500, path: '/' });
    const [first] = await github.push('octocat', 'hello-world');
    expect(first).toMatchObject({ statusCode: 500, redelivery: false });
    const delivery = { ...repo, hook_id: data.id, delivery_id: String(first!.id) as unknown as number };
    expect((await octokit().repos.getWebhookDelivery(delivery)).data).toMatchObject({
      status_code: 500,
      request: { payload: { ref: 'refs/heads/master' }, headers: { 'X-GitHub-Event': 'push' } },
    });

    expect((await octokit().repos.redeliverWebhookDelivery(delivery)).status).toBe(202);
    await github.settled();
    const [again] = github.deliveries(data.id);
    expect(again).toMatchObject({ guid: first!.guid, redelivery: true, statusCode: 200, response: { body: 'thanks' } });
    expect(again!.id).toBeGreaterThan(first!.id);
    expect(received('push').map(({ body }) => body)).toEqual([first!.request.json, first!.request.json]);
  });

  test('fail when the receiver is not there or late', async () => {
    await using(await startGitHub({ deliveryTimeout: 50 }), async (hasty) => {
      const api = octokit(adminToken, hasty.url).repos;
      const hold = receiver.hold({ path: '/late' });
      const late = await api.createWebhook({ ...repo, config: { url: `${receiver.url}/late` } });
      const gone = await api.createWebhook({ ...repo, config: { url: 'http://127.0.0.1:1' } });
      await hasty.settled();
      hold.drop();
      expect(hasty.deliveries(late.data.id)).toMatchObject([{ statusCode: 504, status: 'timed out' }]);
      expect(hasty.deliveries(gone.data.id)).toMatchObject([{ statusCode: 502, status: 'failed to connect to host' }]);
    });
  });
});

describe('a test can', () => {
  test('hold a create after the hook was created, and drop its answer', async () => {
    const hold = github.holdCreate();
    const creating = create();
    const dropped = expect(creating).rejects.toThrow();
    await hold.reached;
    expect(github.hooks()).toHaveLength(1);
    hold.drop();
    await dropped;
    expect(github.requests.at(-1)).not.toHaveProperty('answer');
  });

  test('release a held create', async () => {
    const hold = github.holdCreate();
    const creating = create();
    await hold.reached;
    hold.release();
    expect((await creating).status).toBe(201);
  });

  test('make one request fail, and the connection break', async () => {
    github.fail({
      method: 'POST',
      status: 403,
      body: { message: 'Resource protected by organization SAML enforcement.' },
    });
    await expect(create()).rejects.toMatchObject({ status: 403 });
    github.reset({ method: 'POST' });
    await expect(create()).rejects.toThrow();
    expect(github.hooks()).toEqual([]);
    expect((await create()).status).toBe(201);
  });

  test('see what was asked', async () => {
    await create();
    expect(github.requests[0]).toMatchObject({
      method: 'POST',
      path: '/repos/octocat/hello-world/hooks',
      json: { config: { url: receiver.url } },
      headers: { authorization: `token ${adminToken}` },
      answer: { status: 201 },
    });
  });
});

async function using<T extends StandIn>(standIn: T, body: (standIn: T) => Promise<void>): Promise<void> {
  try {
    await body(standIn);
  } finally {
    await standIn.close();
  }
}
