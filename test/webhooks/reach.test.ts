/** The test of a public URL before anything is registered with it, against stand-ins for tunnels and for what else answers. */
import { createServer, type IncomingMessage, request as rawRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { probeHeader } from '../../client/receiver/probes';
import { fakeEnvironment, start } from './environment';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server; resolves to its URL. */
async function server(handler: Handler): Promise<string> {
  const started = createServer(handler);
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void started.close());
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

/** A tunnel: passes a request on to a port, with the host of the public URL and with the path that `pathFor` makes. */
const tunnelTo =
  (port: () => number, pathFor: (path: string) => string = (path) => path): Handler =>
  (incoming, response) => {
    const headers = { ...incoming.headers, host: 'public.example' };
    const passed = rawRequest(
      { host: '127.0.0.1', port: port(), method: incoming.method, path: pathFor(incoming.url ?? '/'), headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', () => response.writeHead(502).end());
    incoming.pipe(passed);
  };

const page = (title: string, body = '') =>
  `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;

async function started() {
  const webhooks = await start(fakeEnvironment());
  let port = 0;
  webhooks.onEvent((event) => {
    if (event.type === 'receiver' && event.state === 'listening') port = event.port;
  });
  return { webhooks, port: () => port };
}

it('finds the receiver behind a tunnel, below a path or not, and stores nothing', async () => {
  const { webhooks, port } = await started();
  for (const prefix of ['', '/some/prefix']) {
    const url = await server(tunnelTo(port));
    expect(await webhooks.probe(`${url}${prefix}`)).toEqual({ problem: undefined });
  }
  const stripped = await server(tunnelTo(port, (path) => path.replace('/prefix', '')));
  expect(await webhooks.probe(`${stripped}/prefix`)).toEqual({ problem: undefined });
  expect(webhooks.list()).toEqual([]);
});

const answers: [string, string, Handler][] = [
  ['another server', 'other-server', (_, response) => response.end('Hello.')],
  ['another server that has nothing there', 'other-server', (_, response) => response.writeHead(404).end('Not here.')],
  ['another web page', 'other-server', (_, response) => response.end(page('Welcome', 'Our products'))],
  [
    'a server that echoes what it gets',
    'other-server',
    (request, response) => response.end(JSON.stringify({ path: request.url, proof: request.headers[probeHeader] })),
  ],
  ['the sign-in page of a tunnel', 'sign-in-page', (_, response) => response.end(page('Sign in to your account'))],
  [
    'a page with a password',
    'sign-in-page',
    (_, response) => response.end(page('Tunnel', '<form><input type="password" name="p"></form>')),
  ],
  ['a tunnel that wants a token', 'sign-in-page', (_, response) => response.writeHead(401).end()],
  [
    'a redirect to where people sign in',
    'sign-in-page',
    (_, response) => response.writeHead(302, { Location: 'https://login.example/authorize' }).end(),
  ],
  ['a tunnel without anything behind it', 'nothing-there', (_, response) => response.writeHead(502).end()],
  [
    'a tunnel that was closed',
    'nothing-there',
    (_, response) => response.writeHead(404, { 'ngrok-error-code': 'ERR_NGROK_3200' }).end(page('Endpoint offline')),
  ],
  ['a connection that breaks', 'nothing-there', (request) => request.socket.destroy()],
];

it.each(answers)('reports %s as %s, and what to do', async (_, problem, handler) => {
  const { webhooks } = await started();
  const url = await server(handler);
  const reach = await webhooks.probe(url);
  expect(reach).toMatchObject({ problem, message: expect.stringContaining(new URL(url).host) });
});

it('reports a tunnel that drops the path', async () => {
  const { webhooks, port } = await started();
  const url = await server(tunnelTo(port, () => '/'));
  expect(await webhooks.probe(url)).toMatchObject({ problem: 'path-stripped' });
});

it('reports a URL where nobody listens', async () => {
  const { webhooks } = await started();
  expect(await webhooks.probe('http://127.0.0.1:1')).toMatchObject({ problem: 'nothing-there' });
});

it('reports the receiver of another window', async () => {
  const { webhooks } = await started();
  const other = await started();
  // Starts the other receiver.
  await other.webhooks.probe('http://127.0.0.1:1');
  expect(await webhooks.probe(await server(tunnelTo(other.port)))).toMatchObject({ problem: 'other-server' });
});

it('answers a nonce only while its probe is under way', async () => {
  const { webhooks, port } = await started();
  let seen: string | undefined;
  const pass = tunnelTo(port);
  const url = await server((request, response) => {
    seen = String(request.headers[probeHeader]);
    pass(request, response);
  });
  expect(await webhooks.probe(url)).toEqual({ problem: undefined });
  const later = await fetch(`http://127.0.0.1:${port()}/hook/${seen}`, { headers: { [probeHeader]: seen! } });
  expect(later.status).toBe(404);
});
