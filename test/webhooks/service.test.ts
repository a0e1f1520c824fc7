import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebhookEnvironment } from '../../client/webhooks/environment';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import type { Json } from '../../server/protocol/json';
import type { SecurityDescription, TriggerDescription } from '../../server/protocol/triggers';
import { byScript } from '../support/byScript';
import { type ServiceOptions, startService } from '../support/service';
import { fakeEnvironment, start, textOfFolder, until } from './environment';
import { describeTrigger, idCandidate } from './triggers';

async function service(options: Partial<ServiceOptions> = {}, overrides: Partial<WebhookEnvironment> = {}) {
  const standIn = await startService(options);
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment(overrides);
  const webhooks = await start(env);
  const request = (
    trigger: Partial<TriggerDescription> = {},
    changes: Partial<RegisterRequest> = {},
  ): RegisterRequest => ({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(trigger),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'auto',
    ...changes,
  });
  return { standIn, env, webhooks, request };
}

/** On the full second. */
/** When this file was read, in whole seconds: a moment in the test later would be another second. */
const thisSecond = Math.ceil(Date.now() / 1000) * 1000;
const inDays = (days: number) => new Date(thisSecond + days * 86_400_000);

const deletes = ({ requests }: { requests: { method: string }[] }) =>
  requests.filter(({ method }) => method === 'DELETE');

/** A server with answers of its own making, such as a `Location` that no honest service sends. */
async function rawServer(handle: http.RequestListener): Promise<{ url: string; requests: http.IncomingMessage[] }> {
  const requests: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request);
    request.resume().on('end', () => handle(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

async function closedPort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a webhook at any service', () => {
  it('is registered, receives and is deleted', async () => {
    const { standIn, webhooks, request } = await service();
    const registration = await webhooks.register(request());
    expect(registration).toMatchObject({ status: 201, state: 'active', service: 'http', warnings: [], signed: false });
    expect(registration.callbackUrl).toBe(standIn.hooks()[0]!.callback);
    expect(await standIn.notify({ hello: 'world' })).toMatchObject({ status: 200 });
    const [row] = await webhooks.deliveries(registration.id);
    expect(row).toMatchObject({ kind: 'delivery', signature: 'absent', answered: 200, event: null });
    expect(await webhooks.delete(registration.id)).toBe('deleted');
    expect(standIn.hooks()).toEqual([]);
    expect((await fetch(registration.callbackUrl)).status).toBe(410);
  });

  it('is distinguished from GitHub by its origin, not by its path', async () => {
    const { webhooks, request } = await service({ create: { method: 'POST', path: '/repos/{owner}/{repo}/hooks' } });
    expect(await webhooks.register(request({ path: '/repos/a/b/hooks' }))).toMatchObject({ service: 'http' });
  });

  it('is deleted at a relative Location', async () => {
    const { standIn, webhooks, request } = await service({ location: 'relative' });
    const registration = await webhooks.register(request());
    expect(registration.location).toBe(`${standIn.url}/hooks/hook-1`);
    expect(await webhooks.delete(registration.id)).toBe('deleted');
  });

  it('is deleted at the url in the response, otherwise by the unsubscribe operation', async () => {
    const { standIn, webhooks, request } = await service({ location: 'absent', urlInBody: true });
    const byUrl = await webhooks.register(request());
    expect(byUrl.warnings.join()).toMatch(/"Location"/);
    expect(await webhooks.delete(byUrl.id)).toBe('deleted');
    standIn.options.urlInBody = false;
    const byOperation = await webhooks.register(request({ unsubscribe: [idCandidate] }));
    expect(await webhooks.delete(byOperation.id)).toBe('deleted');
    expect(standIn.hooks()).toEqual([]);
  });

  it('is not deleted when nothing says how, until it is forgotten', async () => {
    const { standIn, webhooks, request } = await service({ location: 'absent', idKey: null });
    const { id, callbackUrl } = await webhooks.register(request({ unsubscribe: [idCandidate] }));
    await expect(byScript(webhooks.delete(id))).rejects.toThrow(/"forget": true/);
    expect(webhooks.get(id)).toMatchObject({
      state: 'active',
      problem: expect.stringMatching(/remove it from the list/),
    });
    expect(deletes(standIn)).toEqual([]);
    expect(await webhooks.delete(id, { forget: true })).toBe('forgotten');
    expect(webhooks.list()).toEqual([]);
    expect((await fetch(callbackUrl)).status).toBe(410);
  });

  it('is never deleted by an operation that may delete all webhooks, or by one of several', async () => {
    const { standIn, webhooks, request } = await service({ location: 'absent' });
    const all = {
      ...idCandidate,
      path: '/hooks',
      relation: 'same-path' as const,
      parameters: [],
      idParameter: undefined,
    };
    const one = await webhooks.register(request({ unsubscribe: [all] }));
    await expect(webhooks.delete(one.id)).rejects.toThrow(/no matching unsubscribe operation/);
    const two = await webhooks.register(
      request({ unsubscribe: [idCandidate, { ...idCandidate, operationId: 'other' }] }),
    );
    await expect(webhooks.delete(two.id)).rejects.toThrow(/unsubscribe, other/);
    expect(deletes(standIn)).toEqual([]);
  });

  it('deletes by the likeliest operation, in the order in which the server lists them', async () => {
    const { standIn, webhooks, request } = await service({ location: 'absent' });
    const byQuery = {
      ...idCandidate,
      operationId: 'byQuery',
      path: '/hooks',
      relation: 'same-path' as const,
      parameters: [{ ...idCandidate.parameters[0]!, in: 'query' as const }],
      idParameter: undefined,
    };
    const { id } = await webhooks.register(request({ unsubscribe: [idCandidate, byQuery] }));
    const [hook] = standIn.hooks();
    expect(await webhooks.delete(id)).toBe('deleted');
    expect(standIn.requests.at(-1)).toMatchObject({ method: 'DELETE', path: `/hooks/${hook!.id}` });
  });

  it('keeps the entry when the service refuses to delete', async () => {
    const { standIn, webhooks, request } = await service();
    const { id } = await webhooks.register(request());
    standIn.fail({ method: 'DELETE', status: 500, body: { message: 'database is down' } });
    await expect(webhooks.delete(id)).rejects.toThrow(/500.*database is down/);
    expect(webhooks.get(id)).toMatchObject({ state: 'active', problem: expect.stringMatching(/database is down/) });
    standIn.fail({ method: 'DELETE', status: 410 });
    expect(await webhooks.delete(id)).toBe('gone');
  });

  it('keeps what arrived during a delete call that failed', async () => {
    const webhooks = await start(fakeEnvironment());
    let callbackUrl = '';
    const { url } = await rawServer(async (request, response) => {
      if (request.method === 'POST') return void response.writeHead(201, { Location: '/hooks/1' }).end();
      const headers = { 'X-Hook-Secret': 'brought-secret' };
      await fetch(callbackUrl, { method: 'POST', headers, body: '{}' });
      response.writeHead(500).end();
    });
    const registration = await webhooks.register({
      uri: 'file:///service.swagger.json',
      trigger: describeTrigger({}),
      parameters: {},
      baseUrl: url,
      exposure: 'auto',
    });
    ({ callbackUrl } = registration);
    await expect(webhooks.delete(registration.id)).rejects.toThrow('500');
    expect(webhooks.get(registration.id)).toMatchObject({ state: 'active', signed: true });
  });

  it('warns of a status that is not 201', async () => {
    const { webhooks, request } = await service({ status: 200 });
    const { status, warnings } = await webhooks.register(request());
    expect(status).toBe(200);
    expect(warnings.join()).toMatch(/Power Automate expects 201/);
  });

  it.each<[string, Json, string]>([
    ['Microsoft Graph', { expirationDateTime: '2099-01-02T03:04:05.0000000Z' }, ''],
    ['Microsoft Graph', { expirationDateTime: inDays(3).toISOString() }, inDays(3).toISOString()],
    ['Google', { kind: 'api#channel', expiration: String(inDays(7).getTime()) }, inDays(7).toISOString()],
    ['one with seconds', { data: { expires_at: inDays(1).getTime() / 1000 } }, inDays(1).toISOString()],
    ['one with a token', { token_expires_at: inDays(1).toISOString() }, ''],
    ['one that does not', { expires: null, expiration: '' }, ''],
    ['one that says whether', { expires: true, expires_in: true, hook: { expires_in: null } }, ''],
    ['one with a date in the past', { expiry: '2001-01-01' }, ''],
  ])('reports its expiry from %s: %j', async (_, created, end) => {
    const { url } = await rawServer((request, response) => {
      const headers = { 'Content-Type': 'application/json', Location: `${request.url}/1` };
      response.writeHead(201, headers).end(JSON.stringify(created));
    });
    const webhooks = await start(fakeEnvironment());
    const { warnings } = await webhooks.register({
      uri: 'file:///service.swagger.json',
      trigger: describeTrigger({}),
      parameters: {},
      baseUrl: url,
      exposure: 'auto',
    });
    expect(warnings.join()).toBe(
      end && `This webhook expires at ${end}, and nothing arrives after that. Power Automate does not renew it.`,
    );
  });

  it('reports its expiry from a number of seconds in the response', async () => {
    const { webhooks, request, standIn } = await service();
    standIn.fail({ method: 'POST', status: 201, headers: { Location: '/hooks/1' }, body: { lease_seconds: 3_600 } });
    expect((await webhooks.register(request())).warnings).toEqual([expect.stringMatching(/expires at \d{4}-/)]);
  });

  it('answers a handshake during the create call', async () => {
    const { webhooks, request } = await service({
      async beforeAnswer({ callback }) {
        const answer = await fetch(`${callback}?validationToken=a%20b`, { method: 'POST' });
        if ((await answer.text()) !== 'a b') throw new Error('no handshake');
      },
    });
    const { id } = await webhooks.register(request());
    expect(await webhooks.deliveries(id)).toMatchObject([{ kind: 'handshake', answered: 200, conforms: null }]);
  });

  it('keeps the secret that a handshake brings during the create call', async () => {
    const { standIn, env, webhooks, request } = await service({
      async beforeAnswer({ callback }) {
        await fetch(callback, { method: 'POST', headers: { 'X-Hook-Secret': 'brought-secret' } });
      },
    });
    const { id, signed } = await webhooks.register(request());
    expect(signed).toBe(true);
    expect([...env.kept.values()]).toContain('brought-secret');
    const signature = createHmac('sha256', 'brought-secret').update('{}').digest('hex');
    expect(await standIn.notify('{}', { headers: { 'X-Hook-Signature': signature } })).toMatchObject({ status: 200 });
    expect(await standIn.notify('{}')).toMatchObject({ status: 401 });
    expect(textOfFolder(env.storageFolder)).not.toContain('brought-secret');
    expect(await webhooks.delete(id)).toBe('deleted');
    expect(env.kept.size).toBe(0);
  });

  it('takes a secret for deliveries, and warns when the service did not get it', async () => {
    const { webhooks, request } = await service();
    const { warnings, signed, callbackUrl } = await webhooks.register(request({}, { secret: 'shared-secret' }));
    expect(signed).toBe(true);
    expect(warnings.join()).toMatch(/secret was not sent/);
    expect((await fetch(callbackUrl, { method: 'POST', body: '{}' })).status).toBe(401);
    const told = await webhooks.register(
      request({}, { secret: 'shared-secret', parameters: { body: { secret: 'shared-secret' } } }),
    );
    expect(told.warnings).toEqual([]);
    expect(JSON.stringify(webhooks.list())).not.toContain('shared-secret');
  });
});

describe('credentials', () => {
  const key: SecurityDescription = { name: 'api_key', type: 'apiKey', in: 'header', parameterName: 'X-Api-Key' };
  const inQuery: SecurityDescription = { name: 'api_key', type: 'apiKey', in: 'query', parameterName: 'code' };

  it.each<[string, Partial<ServiceOptions>, SecurityDescription[], RegisterRequest['credentials']]>([
    [
      'basic',
      { auth: { type: 'basic', username: 'me', password: 'pässword' } },
      [{ name: 'b', type: 'basic' }],
      { type: 'basic', username: 'me', password: 'pässword' },
    ],
    [
      'an API key in a header',
      { auth: { type: 'apiKey', in: 'header', name: 'X-Api-Key', key: 'k-123456' } },
      [key],
      { type: 'apiKey', key: 'k-123456' },
    ],
    [
      'an API key in the query',
      { auth: { type: 'apiKey', in: 'query', name: 'code', key: 'k-123456' } },
      [inQuery],
      { type: 'apiKey', key: 'k-123456' },
    ],
    [
      'an access token',
      { auth: { type: 'bearer', token: 't-123456' } },
      [{ name: 'o', type: 'oauth2' }],
      { type: 'oauth2', accessToken: 't-123456' },
    ],
  ])(
    'of the kind %s create and delete, are kept meanwhile, and nowhere but in the secrets',
    async (_, options, security, credentials) => {
      const { env, webhooks, request } = await service(options);
      await expect(webhooks.register(request({ security }))).rejects.toThrow(/requires .* credentials/);
      expect(env.kept.size).toBe(0);
      const first = await webhooks.register(request({ security }, { credentials }));
      const second = await webhooks.register(request({ security }));
      expect(env.kept.size).toBe(1);
      const text = `${textOfFolder(env.storageFolder)}${env.logged.join()}${JSON.stringify(webhooks.events)}`;
      for (const secret of ['pässword', 'k-123456', 't-123456', Buffer.from('me:pässword').toString('base64')])
        expect(text).not.toContain(secret);
      expect(await webhooks.delete(first.id)).toBe('deleted');
      expect(env.kept.size).toBe(1);
      expect(await webhooks.delete(second.id)).toBe('deleted');
      expect(env.kept.size).toBe(0);
    },
  );

  it('are listed by origin and kind, without what is secret', async () => {
    const auth = { type: 'basic', username: 'mona', password: 'pass-word' } as const;
    const { standIn, webhooks, request } = await service({ auth });
    expect(await webhooks.credentials()).toEqual([]);
    await webhooks.register(request({}, { credentials: auth }));
    await webhooks.register(request());
    expect(await webhooks.credentials()).toEqual([{ origin: standIn.url, type: 'basic', user: 'mona', webhooks: 2 }]);
    await webhooks.removeCredentials();
    expect(await webhooks.credentials()).toEqual([]);
  });

  it('that are gone must be given again; the entry stays', async () => {
    const auth = { type: 'bearer', token: 'tok-en' } as const;
    const { standIn, env, webhooks, request } = await service({ auth });
    const { id } = await webhooks.register(request({}, { credentials: { type: 'bearer', token: 'tok-en' } }));
    expect(await webhooks.removeCredentials()).toEqual([standIn.url]);
    expect(env.kept.size).toBe(0);
    await expect(byScript(webhooks.delete(id))).rejects.toThrow(/^"credentials": .*no longer saved.*"forget": true/);
    expect(webhooks.get(id)).toMatchObject({ state: 'active' });
    expect(await webhooks.delete(id, { credentials: { type: 'bearer', token: 'tok-en' } })).toBe('deleted');
    expect(env.kept.size).toBe(0);
  });

  it('of one origin are not used for another one', async () => {
    const { standIn, webhooks, request } = await service({ auth: { type: 'bearer', token: 'tok-en' } });
    await webhooks.register(request({}, { credentials: { type: 'bearer', token: 'tok-en' } }));
    const { requests, url } = await rawServer((_, response) => void response.writeHead(201).end('{}'));
    await webhooks.register(request({}, { baseUrl: url }));
    expect(requests[0]!.headers).not.toHaveProperty('authorization');
    expect(await webhooks.removeCredentials(url)).toEqual([]);
    expect(await webhooks.removeCredentials(standIn.url)).toEqual([standIn.url]);
  });

  it('are not saved after a create call that failed', async () => {
    const { env, webhooks, request } = await service({ auth: { type: 'bearer', token: 'right' } });
    await expect(
      webhooks.register(request({}, { credentials: { type: 'bearer', token: 'wrong-one' } })),
    ).rejects.toThrow(/401/);
    expect(env.kept.size).toBe(0);
  });

  it.each(['header', 'query'] as const)('in the %s do not follow a redirect to another origin', async (place) => {
    const other = await rawServer((_, response) => void response.writeHead(201).end('{}'));
    const { standIn, webhooks, request } = await service();
    standIn.fail({ status: 307, headers: { Location: `${other.url}/hooks` } });
    const security: SecurityDescription[] = [{ name: 'k', type: 'apiKey', in: place, parameterName: 'X-Api-Key' }];
    await expect(
      webhooks.register(request({ security }, { credentials: { type: 'apiKey', key: 'k-123456' } })),
    ).rejects.toThrow(/redirects/);
    expect(other.requests).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('cannot break out of their header', async () => {
    const { standIn, webhooks, request } = await service();
    const failed = webhooks.register(request({}, { credentials: { type: 'bearer', token: 'a\r\nX-Evil: 1' } }));
    await expect(byScript(failed)).rejects.toThrow(/"credentials.token"/);
    expect(standIn.requests).toEqual([]);
  });

  it('of the Microsoft account in the editor are requested for that service', async () => {
    const { env, webhooks, request } = await service();
    await expect(webhooks.register(request({}, { credentials: { type: 'microsoft' } }))).rejects.toThrow(
      /not signed in to Microsoft/,
    );
    expect(env.signIns[0]![1]).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\.default$/)]);
  });
});

describe('redirects', () => {
  it('within the origin keep method and body', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ path: '/old', status: 308, headers: { Location: '/hooks' } });
    const registration = await webhooks.register(request({ path: '/old' }));
    expect(registration.state).toBe('active');
    expect(standIn.hooks()).toHaveLength(1);
  });

  it('end after five', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ status: 307, headers: { Location: '/hooks' }, times: Number.POSITIVE_INFINITY });
    await expect(webhooks.register(request())).rejects.toThrow(/too many times/);
    expect(standIn.requests).toHaveLength(6);
  });

  it('to a sign-in page are a failure', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ status: 302, headers: { Location: '/login' } });
    await expect(webhooks.register(request())).rejects.toThrow(/302.*\/login/);
    expect(standIn.requests).toHaveLength(1);
    expect(webhooks.list()).toEqual([]);
  });
});

describe('a hostile Location', () => {
  it.each([
    'https://elsewhere.example/hooks/1',
    '//elsewhere.example/hooks/1',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '\\\\elsewhere.example\\x',
    `/hooks/${'x'.repeat(5000)}`,
    'http://user:pw@127.0.0.1/hooks/1',
    '/hooks/1 HTTP/1.1',
  ])('such as %s is never used', async (location) => {
    const { url, requests } = await rawServer((request, response) => {
      if (request.method === 'POST') response.writeHead(201, { Location: location }).end('{}');
      else response.writeHead(204).end();
    });
    const { webhooks, request } = await service();
    const registration = await webhooks.register(request({}, { baseUrl: url }));
    expect(registration.location).toBeUndefined();
    expect(registration.warnings.join()).toMatch(/"Location".*not used/);
    await expect(byScript(webhooks.delete(registration.id))).rejects.toThrow(/forget/);
    expect(requests).toHaveLength(1);
  });
});

describe('a create call in doubt', () => {
  it.each([
    ['a reset', (standIn: Awaited<ReturnType<typeof startService>>) => standIn.reset({ method: 'POST' })],
    ['a 502', (standIn: Awaited<ReturnType<typeof startService>>) => standIn.fail({ method: 'POST', status: 502 })],
  ])('after %s leaves an orphan that only forgetting removes', async (_, disturb) => {
    const { standIn, webhooks, request } = await service();
    disturb(standIn);
    await expect(webhooks.register(request({ unsubscribe: [idCandidate] }))).rejects.toThrow(/orphan/);
    const [orphan] = webhooks.orphans();
    await expect(byScript(webhooks.delete(orphan!.id))).rejects.toThrow(/"forget": true/);
    expect(deletes(standIn)).toEqual([]);
    expect(webhooks.get(orphan!.id)).toMatchObject({ state: 'orphan' });
    expect(await webhooks.delete(orphan!.id, { forget: true })).toBe('forgotten');
  });

  it('leaves an orphan when it was canceled after it was sent, and nothing before', async () => {
    const { standIn, webhooks, request } = await service();
    const hold = standIn.hold({ method: 'POST' });
    const controller = new AbortController();
    const failed = expect(webhooks.register(request(), controller.signal)).rejects.toThrow(/canceled.*orphan/);
    await hold.reached;
    expect(webhooks.list()).toMatchObject([{ state: 'creating' }]);
    controller.abort();
    await failed;
    expect(webhooks.list()).toMatchObject([{ state: 'orphan' }]);
    await expect(webhooks.register(request(), controller.signal)).rejects.toThrow(/Nothing was sent/);
    expect(webhooks.list()).toHaveLength(1);
  });

  it.each([
    ['a refused connection', async () => `http://127.0.0.1:${await closedPort()}`],
    ['a port that fetch forbids', async () => 'http://127.0.0.1:9'],
  ])('leaves no orphan after %s', async (_, baseUrl) => {
    const { env, webhooks, request } = await service();
    env.set({ receiverPublicUrl: 'https://public.example' });
    const failed = webhooks.register(request({}, { baseUrl: await baseUrl(), exposure: 'custom' }));
    await expect(failed).rejects.toThrow(/Can't reach/);
    expect(webhooks.list()).toEqual([]);
  });

  it('leaves no orphan after a definite refusal', async () => {
    const { standIn, env, webhooks, request } = await service();
    standIn.fail({ method: 'POST', status: 400, body: { error: { message: 'callbackUrl must be https' } } });
    await expect(byScript(webhooks.register(request()))).rejects.toThrow(
      /"parameters": .*400 \(callbackUrl must be https\)/,
    );
    expect(webhooks.list()).toEqual([]);
    expect((await start(fakeEnvironment({ storageFolder: env.storageFolder }))).list()).toEqual([]);
  });
});

describe('after a restart', () => {
  it('the receiver is back on its port, with what is registered, deleted and received', async () => {
    const { standIn, env, webhooks, request } = await service();
    const kept = await webhooks.register(request());
    const deleted = await webhooks.register(request());
    await webhooks.delete(deleted.id);
    await standIn.notify({ before: true });
    await webhooks.close();

    const again = await start(env);
    expect(again.list()).toMatchObject([{ id: kept.id, state: 'active', callbackUrl: kept.callbackUrl }]);
    expect(await standIn.notify({ after: true })).toMatchObject({ status: 200 });
    expect((await fetch(deleted.callbackUrl, { method: 'POST' })).status).toBe(410);
    expect(await again.deliveries(kept.id)).toHaveLength(2);
    expect(await again.delete(kept.id)).toBe('deleted');
  });

  it('webhooks on a port that is taken are unreachable, and say so', async () => {
    const { env, webhooks, request } = await service();
    const { id, callbackUrl } = await webhooks.register(request());
    await webhooks.close();
    const port = Number(new URL(callbackUrl).port);
    const squatter = http.createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void squatter.close());

    const again = await start(env);
    expect(again.get(id)).toMatchObject({ state: 'unreachable', warnings: [expect.stringContaining(String(port))] });
    await until(() => again.events.some((event) => event.type === 'receiver' && event.state === 'moved'));
    const fresh = await again.register(request());
    expect(fresh.state).toBe('active');
    expect((await fetch(fresh.callbackUrl, { method: 'POST' })).status).toBe(200);
    // Whoever took it lets go.
    squatter.close();
    await until(() => again.get(id)?.state === 'active');
    expect((await fetch(callbackUrl, { method: 'POST' })).status).toBe(200);
    expect(again.get(id)?.warnings).toEqual([]);
    expect(await again.delete(id)).toBe('deleted');
  });

  it('a check that an earlier run left out is done', async () => {
    const { standIn, env, webhooks, request } = await service({}, { checkPayload: () => new Promise(() => {}) });
    const { id } = await webhooks.register(request());
    await standIn.notify({ a: 1 });
    // It hangs for ever, as if the process had died.
    await webhooks.close();
    const again = await start(fakeEnvironment({ storageFolder: env.storageFolder }));
    await until(() => again.events.some(({ type }) => type === 'checked'));
    expect(await again.deliveries(id)).toMatchObject([{ conforms: true }]);
  });

  it('a missing signing secret makes the service try again later', async () => {
    const { env, webhooks, request } = await service();
    const { callbackUrl, id } = await webhooks.register(request({}, { secret: 'shared-secret' }));
    await webhooks.close();
    env.kept.clear();
    const again = await start(env);
    expect((await fetch(callbackUrl, { method: 'POST', body: '{}' })).status).toBe(503);
    expect(await again.deliveries(id)).toMatchObject([{ kind: 'refused', answered: 503 }]);
    expect(await again.delete(id)).toBe('deleted');
  });

  it('an intent without a response is an orphan', async () => {
    const { standIn, env, webhooks, request } = await service();
    const hold = standIn.hold({ method: 'POST' });
    const pending = webhooks.register(request()).catch(() => {});
    await hold.reached;
    // As if the process had died here: another one reads what is on disk.
    const again = await start(fakeEnvironment({ storageFolder: env.storageFolder }));
    expect(again.orphans()).toMatchObject([{ operationId: 'subscribe', status: 0 }]);
    hold.release();
    await pending;
  });
});

describe('two windows', () => {
  it('see what the other one registers and receives, and do not disturb each other', async () => {
    const { standIn, env, webhooks, request } = await service();
    const other = await start(fakeEnvironment({ storageFolder: env.storageFolder, secrets: env.secrets }));
    const registered = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? webhooks : other).register(request())),
    );
    expect(new Set(webhooks.list().map(({ id }) => id))).toEqual(new Set(registered.map(({ id }) => id)));
    expect(other.list().map(({ state }) => state)).toEqual(webhooks.list().map(() => 'active'));
    await standIn.notify({ hello: 1 });
    const newest = webhooks.list().find(({ callbackUrl }) => callbackUrl === standIn.hooks().at(-1)!.callback)!;
    expect(await webhooks.deliveries(newest.id)).toHaveLength(1);
    expect(await other.deliveries(newest.id)).toHaveLength(1);
    await Promise.all(registered.map(({ id }, index) => (index % 3 ? webhooks : other).delete(id)));
    expect(webhooks.list()).toEqual([]);
    expect(other.list()).toEqual([]);
    await until(() => other.events.some(({ type }) => type === 'registrations'));
  });

  it('take over what a closed one received', async () => {
    const { standIn, env, webhooks, request } = await service();
    const other = await start(fakeEnvironment({ storageFolder: env.storageFolder, secrets: env.secrets }));
    await other.register(request());
    const { id } = await webhooks.register(request());
    await webhooks.close();
    expect(other.get(id)?.state).toBe('unreachable');
    await until(() => other.get(id)?.state === 'active');
    expect(await standIn.notify({ a: 1 })).toMatchObject({ status: 200 });
    expect(await other.deliveries(id)).toHaveLength(1);
  });
});

describe('what a registration needs', () => {
  it.each([70_000, -1, 1.5])('is a valid port: %s is rejected by name', async (receiverPort) => {
    const { webhooks, request, env } = await service();
    env.set({ receiverPort });
    await expect(webhooks.register(request())).rejects.toThrow(/`flowWebhooks\.receiver\.port`/);
  });

  it('is reported all at once', async () => {
    const { standIn, webhooks, request } = await service();
    const parameter = { in: 'query' as const, required: true, type: 'string', visibility: 'none' as const };
    const parameters = [
      { ...parameter, name: 'owner', title: 'owner' },
      { ...parameter, name: 'the repo', title: 'repo' },
    ];
    await expect(byScript(webhooks.register(request({ parameters })))).rejects.toThrow(
      'Supply "parameters.owner", "parameters["the repo"]".',
    );
    expect(standIn.requests).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('is a webhook trigger with a place for its callback', async () => {
    const { webhooks, request } = await service();
    await expect(byScript(webhooks.register(request({ kind: 'polling' })))).rejects.toThrow(/"operationId".*polling/);
    await expect(webhooks.register(request({ callback: undefined }))).rejects.toThrow(/x-ms-notification-url/);
  });

  it('does not include names that the trigger does not have, with a warning', async () => {
    const { webhooks, request } = await service();
    const { warnings } = await webhooks.register(request({}, { parameters: { onwer: 'x' } }));
    expect(warnings.join()).toMatch(/"onwer"/);
  });

  it('is an id that exists', async () => {
    const { webhooks } = await service();
    const acts: ((id: string) => Promise<unknown>)[] = [webhooks.delete, webhooks.deliveries, webhooks.ping];
    for (const act of acts) await expect(byScript(act('nothing'))).rejects.toThrow(/"id"/);
  });
});

describe('exposure', () => {
  it('goes through a path prefix that the editor forwards', async () => {
    const { webhooks, request, env } = await service();
    const proxy = await rawServer((incoming, response) => {
      const { port } = new URL(env.forwardedTo);
      const target = {
        host: '127.0.0.1',
        port,
        path: incoming.url!.replace('/proxy/x', ''),
        method: incoming.method,
        headers: incoming.headers,
      };
      http.request(target, (answer) => answer.pipe(response.writeHead(answer.statusCode!))).end();
    });
    env.forward = async (port) => {
      env.forwardedTo = `http://127.0.0.1:${port}`;
      return `${proxy.url}/proxy/x`;
    };
    const registration = await webhooks.register(request({}, { exposure: 'forwarded' }));
    expect(registration.callbackUrl).toMatch(`${proxy.url}/proxy/x/hook/`);
    expect((await fetch(registration.callbackUrl, { method: 'POST' })).status).toBe(200);
    expect(await webhooks.deliveries(registration.id)).toHaveLength(1);
  });
});
