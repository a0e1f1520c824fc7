import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ServiceAuth, type ServiceOptions, type ServiceStandIn, startService } from './service';
import { type StandIn, startStandIn } from './standIn';

let service: ServiceStandIn;
let receiver: StandIn;

const start = async (options: Partial<ServiceOptions>) => {
  service = await startService(options);
};
const call = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
  fetch(new URL(path, service.url), {
    method,
    headers,
    redirect: 'manual',
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const register = (headers: Record<string, string> = {}) =>
  call('POST', '/hooks', headers, { callbackUrl: receiver.url });

beforeEach(async () => {
  receiver = await startStandIn(0, (app, answer) => void app.use(answer(() => ({ status: 202 }))));
});

afterEach(() => Promise.all([service.close(), receiver.close()]));

test('creates, notifies and deletes by the Location', async () => {
  await start({});
  const created = await register();
  expect(created.status).toBe(201);
  expect(await created.json()).toEqual({ id: 'hook-1' });
  const location = created.headers.get('Location')!;
  expect(location).toBe(`${service.url}/hooks/hook-1`);

  const { status } = await service.notify({ hello: 'world' }, { headers: { 'X-Event': 'greeting' } });
  expect(status).toBe(202);
  expect(receiver.requests[0]).toMatchObject({
    json: { hello: 'world' },
    headers: { 'content-type': 'application/json', 'x-event': 'greeting' },
  });
  await service.notify('<a/>', { contentType: 'application/xml' });
  expect(receiver.requests[1]).toMatchObject({ body: '<a/>', headers: { 'content-type': 'application/xml' } });

  expect((await call('DELETE', location)).status).toBe(204);
  expect((await call('DELETE', location)).status).toBe(404);
  expect(service.hooks()).toEqual([]);
});

test('finds the callback at any depth, and fills the paths', async () => {
  await start({
    create: { method: 'PUT', path: '/v1.0/sites/{site}/subscriptions' },
    remove: { method: 'DELETE', path: '/v1.0/sites/{site}/subscriptions/{id}' },
    callback: '/channels/0/address',
    location: 'relative',
    status: 202,
    idKey: null,
    urlInBody: true,
  });
  const body = { channels: [{ address: receiver.url }] };
  const created = await call('PUT', '/v1.0/sites/a%20b/subscriptions', {}, body);
  expect(created.status).toBe(202);
  const location = created.headers.get('Location')!;
  expect(location).toBe('/v1.0/sites/a%20b/subscriptions/hook-1');
  expect(await created.json()).toEqual({ url: service.url + location });
  expect((await call('PUT', '/v1x0/sites/a/subscriptions', {}, body)).status).toBe(404);
  expect((await call('DELETE', '/v1.0/sites/other/subscriptions/hook-1')).status).toBe(404);
  expect((await call('DELETE', location)).status).toBe(204);
});

test.each<[string, Partial<ServiceOptions>, string | null]>([
  ['on another origin', { location: 'cross-origin' }, 'https://elsewhere.example/hooks/hook-1'],
  ['not at all', { location: 'absent' }, null],
])('gives a Location %s', async (_, options, location) => {
  await start(options);
  expect((await register()).headers.get('Location')).toBe(location);
});

test.each<[string, ServiceAuth, Record<string, string>, string]>([
  ['basic', { type: 'basic', username: 'u', password: 'p' }, { Authorization: 'Basic dTpw' }, ''],
  ['bearer', { type: 'bearer', token: 't' }, { Authorization: 'Bearer t' }, ''],
  ['a key in a header', { type: 'apiKey', in: 'header', name: 'X-Api-Key', key: 'k' }, { 'X-Api-Key': 'k' }, ''],
  ['a key in the query', { type: 'apiKey', in: 'query', name: 'code', key: 'k' }, {}, '?code=k'],
])('asks for %s at create and delete', async (_, auth, headers, query) => {
  await start({ auth });
  const body = { callbackUrl: receiver.url };
  expect((await call('POST', '/hooks', {}, body)).status).toBe(401);
  expect((await call('POST', `/hooks${query}`, headers, body)).status).toBe(201);
  expect((await call('DELETE', '/hooks/hook-1')).status).toBe(401);
  expect((await call('DELETE', `/hooks/hook-1${query}`, headers)).status).toBe(204);
});

test('redirects, fails and shakes hands where a test wants it', async () => {
  await start({});
  service.fail({ method: 'POST', status: 307, headers: { Location: '/elsewhere' }, times: 2 });
  for (const status of [307, 307, 201]) expect((await register()).status).toBe(status);

  service.fail({ method: 'DELETE', status: 503 });
  for (const status of [503, 204]) expect((await call('DELETE', '/hooks/hook-1')).status).toBe(status);

  service.options.beforeAnswer = async ({ callback }) =>
    void (await fetch(`${callback}?validationToken=t`, { method: 'POST' }));
  expect((await register()).status).toBe(201);
  expect(receiver.requests[0]!.query.get('validationToken')).toBe('t');
});

test('refuses a body without a callback', async () => {
  await start({ callback: '/somewhere/else' });
  expect((await register()).status).toBe(400);
});
