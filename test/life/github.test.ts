// A server that speaks GitHub's API and has habits of its own: short pages, ids beyond a number, no `Location`, a moved repository.
import { describe, expect, it } from 'vitest';
import { toJson } from '../support/standIn';
import { callback, definition, json, odd, rejection, type Seen } from './life';
import { life } from './over';

const inPath = (name: string) => ({ name, in: 'path', required: true, type: 'string' });
const made = {
  path: '/repos/{owner}/{repo}/hooks',
  parameters: [inPath('owner'), inPath('repo')],
  body: {
    type: 'object',
    properties: {
      name: { type: 'string', default: 'web' },
      config: { type: 'object', properties: { url: callback, content_type: { type: 'string', default: 'json' } } },
    },
  },
  unsubscribe: {},
};
const token = 'ghp_t0ken-of-a-test';

type Answer = Parameters<typeof odd>[0];

interface Hook {
  id: number | bigint;
  config: { url: string };
}

/** @param create answers the create call, the hook being made */
async function github(create: (hook: Hook, response: import('node:http').ServerResponse, seen: Seen) => unknown) {
  const hooks: Hook[] = Array.from({ length: 250 }, (_, id) => ({ id, config: { url: `https://x.example/${id}` } }));
  const root = '/api/v3/repos/o/r/hooks';
  const server = await odd((seen, response) => {
    const url = new URL(seen.url, 'http://localhost');
    if (seen.method === 'POST') {
      const { config } = JSON.parse(seen.body);
      const hook = { id: 9007199254740993n, config };
      hooks.push(hook);
      return void create(hook, response, seen);
    }
    if (seen.method === 'DELETE') {
      const index = hooks.findIndex(({ id }) => url.pathname.endsWith(`/hooks/${id}`));
      if (index < 0) return void json(response, 404, { message: 'Not Found' });
      hooks.splice(index, 1);
      return void response.writeHead(204).end();
    }
    if (url.pathname !== root) return void json(response, 404, { message: 'Not Found' });
    const page = Number(url.searchParams.get('page') ?? 1);
    const isLast = hooks.length <= page * 30;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      ...(!isLast && { Link: `<${server.url}${root}?page=${page + 1}>; rel="next"` }),
    });
    response.end(toJson(hooks.slice((page - 1) * 30, page * 30)));
  });
  const apiUrl = `${server.url}/api/v3`;
  const here = await life(definition({ ...made, host: server.host }), { settings: { githubApiUrl: apiUrl } });
  const register = () =>
    here.register({
      baseUrl: apiUrl,
      parameters: { owner: 'o', repo: 'r' },
      credentials: { type: 'bearer', token },
    });
  return { server, hooks, here, register };
}

describe('a hook', () => {
  it('is found on any page and deleted after its create call was interrupted', async () => {
    const { hooks, here, register } = await github((_, response) => response.destroy());
    expect(await rejection(register())).toMatch(/orphan/);
    const [{ id }] = await here.run('list', {});
    expect(hooks).toHaveLength(251);
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(hooks).toHaveLength(250);
    expect(here.traces()).not.toContain(token);
  });

  it.each<[string, string]>([
    ['is empty', ''],
    ['is cut off', '{"id":'],
    ['has no content type', '{"id":9007199254740993}'],
  ])('is deleted when its create response %s', async (_, body) => {
    const { hooks, here, register } = await github((_, response) => response.writeHead(201).end(body));
    const { id } = await register();
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(hooks).toHaveLength(250);
  });

  it('is deleted by its id without a Location, even when a number cannot hold the id', async () => {
    const { hooks, here, register } = await github(({ id }, response) =>
      response.writeHead(201, { 'Content-Type': 'application/json' }).end(`{"id":${id}}`),
    );
    const { id, warnings } = await register();
    expect(warnings.join()).toMatch(/no "Location"/);
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(hooks).toHaveLength(250);
  });

  it.each<[string, string, string]>([
    ['an id with ".."', '{"id":".."}', ''],
    ['an id with an encoded ".."', '{"id":"..%2f..%2fr"}', ''],
    ['the repository as its Location', '{"id":9007199254740993}', '/api/v3/repos/o/r'],
    ['the repository as its url', '{"id":9007199254740993,"url":"/api/v3/repos/o/r"}', ''],
  ])('is the only thing deleted when its create response has %s', async (_, body, location) => {
    const { server, hooks, here, register } = await github((_, response) =>
      response
        .writeHead(201, { 'Content-Type': 'application/json', ...(location && { Location: location }) })
        .end(body),
    );
    const { id } = await register();
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(hooks).toHaveLength(250);
    const deletes = server.requests.filter(({ method }) => method === 'DELETE').map(({ url }) => url);
    expect(deletes).toEqual(['/api/v3/repos/o/r/hooks/9007199254740993']);
  });

  it('is created and deleted at the new address of a repository that moved', async () => {
    const { server, here, register } = await github((hook, response, seen) =>
      seen.url.includes('/repositories/')
        ? response
            .writeHead(201, { Location: `${server.url}/api/v3/repositories/5/hooks/${hook.id}` })
            .end(`{"id":${hook.id}}`)
        : response.writeHead(307, { Location: '/api/v3/repositories/5/hooks' }).end(),
    );
    const { id } = await register();
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`Bearer ${token}`));
  });

  it('is never created at another server, whatever redirects there', async () => {
    const { here, register } = await github((_, response) =>
      response.writeHead(307, { Location: 'http://127.0.0.1:9/hooks' }).end(),
    );
    expect(await rejection(register())).toMatch(/127\.0\.0\.1:9, which gets neither the request nor your credentials/);
    expect(await here.run('list', {})).toEqual([]);
  });
});

describe("a server that sometimes does not respond as GitHub's API", () => {
  const page: Answer = (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Sign in</title>');

  /** Registers a hook, and sets the response to every call after its create call. */
  async function later(answer: Answer, create: Answer = (_, response) => json(response, 201, { id: 1 })) {
    const server = await odd((seen, response) => (seen.method === 'POST' ? create : answer)(seen, response));
    const here = await life(definition({ ...made, host: server.host }), { settings: { githubApiUrl: server.url } });
    const registered = here.register({
      baseUrl: server.url,
      parameters: { owner: 'o', repo: 'r' },
      credentials: { type: 'bearer', token },
    });
    await registered.catch(() => {});
    const [{ id }] = await here.run('list', {});
    return { here, id, server };
  }

  it('confirms no deletion, missed delivery or hook when a sign-in page responds', async () => {
    const { here, id } = await later(page);
    for (const name of ['delete', 'missed']) expect(await rejection(here.run(name, { id }))).toMatch(/sign-in page/);
    expect(await here.run('checkRegistrations', { id })).toMatchObject([{ remote: 'unknown' }]);
    expect(await rejection(here.run('fetchDelivery', { id, deliveryId: '1' }))).toMatch(/sign-in page/);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
  });

  it('keeps the orphan when a sign-in page responds instead of the list of hooks', async () => {
    const { here, id } = await later(page, (_, response) => response.destroy());
    expect(await rejection(here.run('delete', { id }))).toMatch(/sign-in page/);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'orphan' }]);
  });

  it('keeps the orphan when the list of hooks is cut off, and says so', async () => {
    const half: Answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 100 });
      response.write('[', () => response.destroy());
    };
    const { here, id } = await later(half, (_, response) => response.destroy());
    expect(await rejection(here.run('delete', { id }))).toMatch(/response of 127\.0\.0\.1:\d+ can't be read/);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'orphan' }]);
  });

  it('warns when a web page responds instead of the hook', async () => {
    const { here } = await later(page, page);
    const [{ warnings }] = await here.run('list', {});
    expect(warnings.join()).toMatch(/with a web page, probably a sign-in page/);
  });

  it('finds a missed delivery among malformed entries', async () => {
    const row = { id: 7, guid: 'g', event: 'push', delivered_at: '2026-01-02T03:04:05Z', status_code: 502 };
    const rows = [{}, null, 5, { ...row, guid: 'h', delivered_at: null }, row];
    const { here, id } = await later((_, response) => json(response, 200, rows));
    expect(await here.run('missed', { id })).toMatchObject([{ deliveryId: '7', guid: 'g' }]);
  });
});
