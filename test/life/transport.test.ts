// Connections that break, stand still or are slow: nothing that was said is lost, and nothing is taken for said.
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../webhooks/environment';
import { bare, definition, json, odd, rejection } from './life';

vi.mock('vscode', async () => (await import('../client/editor')).editor.module);
vi.mock('vscode-languageclient/node', () => ({ LanguageClient: class {}, TransportKind: {} }));
// The patience that calls have, in a scale that a test can wait for.
vi.mock('../../client/webhooks/services/services', async (original) => ({
  ...(await original<object>()),
  createTimeoutMs: 400,
  lateCreateMs: 4_000,
}));
const { life } = await import('./over');

const head = 'HTTP/1.1 201 Created\r\nLocation: /hooks/h1\r\n';
const done = 'HTTP/1.1 204 No Content\r\n\r\n';
const whole = `${head}Content-Length: 11\r\n\r\n{"id":"h1"}`;

describe('a response', () => {
  it.each<[string, (socket: import('node:net').Socket) => unknown]>([
    ['ends too early', (socket) => socket.end(`${head}Content-Length: 100\r\n\r\n{"id"`)],
    [
      'is cut off',
      (socket) =>
        socket.write(`${head}Content-Length: 100\r\n\r\n{"id"`, () => setTimeout(() => socket.resetAndDestroy(), 50)),
    ],
    ['has invalid chunks', (socket) => socket.write(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{"id"\r\n`)],
    [
      'is not compressed as declared',
      (socket) => socket.write(`${head}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`),
    ],
  ])('that %s still counts by its status and headers', async (_, answer) => {
    const service = await bare((request, socket) =>
      request.startsWith('DELETE') ? socket.write(done) : answer(socket),
    );
    const here = await life(definition({ host: service.host }));
    const { id, ...registration } = await here.register();
    expect(registration).toMatchObject({ status: 201, state: 'active', location: `${service.url}/hooks/h1` });
    expect(registration.warnings.join()).toMatch(/body of the response could not be read/);
    expect(await here.run('delete', { id })).toMatchObject({ remote: 'deleted' });
  });

  it.each<[string, (socket: import('node:net').Socket) => unknown]>([
    ['never comes', (socket) => socket.end()],
    ['is not HTTP', (socket) => socket.end('HELLO\r\n\r\n')],
    ['is a connection reset', (socket) => socket.resetAndDestroy()],
  ])('that %s leaves an orphan', async (_, answer) => {
    const service = await bare((_, socket) => answer(socket));
    const here = await life(definition({ host: service.host }));
    expect(await rejection(here.register())).toMatch(/broke before a response arrived.*listed as an orphan/);
    expect(await here.run('list', {})).toMatchObject([{ state: 'orphan', status: 0 }]);
    expect(service.requests).toHaveLength(1);
  });

  it('to a DELETE is requested once more when the connection broke in the meantime', async () => {
    const service = await bare((request, socket, index) => {
      if (request.startsWith('POST')) return socket.write(whole);
      return index === 1 ? socket.resetAndDestroy() : socket.write(done);
    });
    const here = await life(definition({ host: service.host }));
    const { id } = await here.register();
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(service.requests.map((request) => request.split(' ')[0])).toEqual(['POST', 'DELETE', 'DELETE']);
  });
});

describe('a slow service', () => {
  it('times out, and its late response is still used', async () => {
    let answer = () => {};
    const service = await odd((seen, response) => {
      if (seen.method === 'DELETE') return void response.writeHead(204).end();
      answer = () => json(response, 201, { id: 'h1' }, { Location: '/hooks/h1' });
    });
    const here = await life(definition({ host: service.host }));
    expect(await rejection(here.register())).toMatch(
      /did not respond within 0\.4 s.*orphan until the response arrives/,
    );
    expect(await here.run('list', {})).toMatchObject([{ state: 'orphan' }]);
    answer();
    const [{ id, ...registration }] = await until(async () => {
      const listed = await here.run('list', {});
      return listed[0]?.state === 'active' && listed;
    });
    expect(registration).toMatchObject({ status: 201, location: `${service.url}/hooks/h1`, warnings: [] });
    expect(await here.run('delete', { id })).toMatchObject({ remote: 'deleted' });
    expect(service.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /hooks', 'DELETE /hooks/h1']);
  });

  it('whose body drips in still counts by its status and headers', async () => {
    const service = await bare((request, socket) => {
      if (request.startsWith('DELETE')) return void socket.write(done);
      socket.write(`${head}Content-Length: 100000\r\n\r\n{`);
      const drip = setInterval(() => socket.write(' '), 50);
      socket.on('close', () => clearInterval(drip));
    });
    const here = await life(definition({ host: service.host }));
    const { id, ...registration } = await here.register();
    expect(registration).toMatchObject({ state: 'active', location: `${service.url}/hooks/h1` });
    expect(registration.warnings.join()).toMatch(/could not be read \(it did not end within 0\.4 s\)/);
    expect(await here.run('delete', { id })).toMatchObject({ remote: 'deleted' });
  });

  it('that refuses in the end leaves nothing', async () => {
    let answer = () => {};
    const service = await odd((_, response) => {
      answer = () => json(response, 400, { message: 'no' });
    });
    const here = await life(definition({ host: service.host }));
    await rejection(here.register());
    answer();
    await until(async () => (await here.run('list', {})).length === 0);
  });

  it('is not awaited once the window closes: the orphan is listed at the next start', async () => {
    const service = await odd(() => {});
    const here = await life(definition({ host: service.host }));
    await rejection(here.register());
    await here.restart();
    expect(await here.run('list', {})).toMatchObject([{ state: 'orphan' }]);
  });
});

describe('a service that hangs', () => {
  it('does not block the calls to other services', async () => {
    const held: (() => void)[] = [];
    const hanging = await odd((seen, response) => {
      if (seen.method === 'POST') return void json(response, 201, {}, { Location: '/hooks/h1' });
      held.push(() => response.writeHead(204).end());
    });
    const quick = await odd((seen, response) =>
      seen.method === 'POST' ? json(response, 201, {}, { Location: '/hooks/h1' }) : response.writeHead(204).end(),
    );
    const here = await life(definition({ host: hanging.host }));
    const first = await here.register();
    const second = await here.register({ baseUrl: quick.url });
    const deleted = here.run('deleteAll', { scope: 'everywhere' });
    await until(() => held.length === 1);
    await until(() => quick.requests.length === 2);
    for (const release of held) release();
    expect(await deleted).toMatchObject([
      { id: first.id, remote: 'deleted' },
      { id: second.id, remote: 'deleted' },
    ]);
  });
});

describe('the wrong scheme', () => {
  it('is reported, and leaves no orphan: nothing was sent', async () => {
    const service = await odd((_, response) => response.end());
    const here = await life(definition({ host: service.host, schemes: ['https'] }));
    expect(await rejection(here.register())).toMatch(/"baseUrl": .*does not use https.*`schemes`/);
    expect(await here.run('list', {})).toEqual([]);
    expect(service.requests).toEqual([]);
  });

  it('is reported when a redirect leads to it', async () => {
    const service = await odd((seen, response) =>
      response.writeHead(308, { Location: `https://${seen.headers.host}/hooks` }).end(),
    );
    const here = await life(definition({ host: service.host }));
    expect(await rejection(here.register())).toMatch(
      new RegExp(`redirects to https://${service.host}, which gets neither`),
    );
    expect(await here.run('list', {})).toEqual([]);
  });

  it('is not assumed for a service on this computer whose definition names no scheme', async () => {
    const service = await odd((_, response) => json(response, 201, {}, { Location: '/hooks/h1' }));
    const here = await life(definition({ host: service.host, schemes: null }));
    expect(await here.register()).toMatchObject({ location: `${service.url}/hooks/h1` });
  });

  it.each([
    ['CERT_HAS_EXPIRED', /its certificate is not trusted \(CERT_HAS_EXPIRED\)/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /its certificate is not trusted/],
    ['INVALID_CA', /its certificate is not trusted/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /Can't reach .*\(ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED\)/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /its certificate is not trusted/],
    ['ECONNREFUSED', /Can't reach .*\(ECONNREFUSED\)/],
  ])('leaves no orphan after %s, and the message names the cause', async (code, said) => {
    const cause = Object.assign(new Error('no'), { code });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed', { cause })));
    onTestFinished(() => void vi.unstubAllGlobals());
    const here = await life(definition({ host: '127.0.0.1:1' }));
    expect(await rejection(here.register())).toMatch(said);
    expect(await here.run('list', {})).toEqual([]);
  });

  it('leaves an orphan when the cause is unknown', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    onTestFinished(() => void vi.unstubAllGlobals());
    const here = await life(definition({ host: '127.0.0.1:1' }));
    expect(await rejection(here.register())).toMatch(/broke before a response arrived \(fetch failed\)/);
    expect(await here.run('list', {})).toMatchObject([{ state: 'orphan' }]);
  });

  it('leaves no orphan when the service hangs up during the handshake', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as import('node:net').AddressInfo;
    const here = await life(definition({ host: `127.0.0.1:${port}`, schemes: ['https'] }));
    expect(await rejection(here.register())).toMatch(/^"baseUrl": Can't reach/);
    expect(await here.run('list', {})).toEqual([]);
  });

  it('leaves no orphan when a certificate is not trusted', async () => {
    const server = createTlsServer({}, () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as import('node:net').AddressInfo;
    try {
      const here = await life(definition({ host: `127.0.0.1:${port}`, schemes: ['https'] }));
      expect(await rejection(here.register())).toMatch(/^"baseUrl": Can't reach/);
      expect(await here.run('list', {})).toEqual([]);
    } finally {
      server.close();
    }
  });
});
