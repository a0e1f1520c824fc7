import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import net, { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createReceiverPorts, windowPath } from '../../client/webhooks/exposure/receiverPorts';
import { holdFiles } from '../support/heldFiles';
import { startService } from '../support/service';
import { type Fake, fakeEnvironment, start, temporaryFolder, until } from './environment';
import { describeTrigger } from './triggers';

/** A living process that is no window: this test's parent. */
const stranger = process.ppid;

async function listening(server: net.Server, port = 0, host = '127.0.0.1'): Promise<number> {
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen({ port, host }, resolve));
  return (server.address() as net.AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const windowFile = (folder: string, name: string, content: unknown) => {
  mkdirSync(join(folder, 'windows'), { recursive: true });
  writeFileSync(join(folder, 'windows', name), JSON.stringify(content));
};

/** A window with a webhook, closed again. */
async function closedWindow() {
  const service = await startService();
  onTestFinished(() => service.close());
  const env = fakeEnvironment();
  const webhooks = await start(env);
  const { id, receiverPort, callbackUrl } = await webhooks.register({
    uri: 'file:///a.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: service.url,
    exposure: 'local',
    credentials: { type: 'none' },
    secret: false,
  });
  await webhooks.close();
  return { env, id, port: receiverPort!, callbackUrl };
}

const opened = (env: Fake) => start(fakeEnvironment({ storageFolder: env.storageFolder, secrets: env.secrets }));

describe('a window that ended without a word', () => {
  it.each([
    ['as it is written now', (port: number) => ({ pid: stranger, window: 'ab', ports: [port] })],
    ['as an earlier version wrote it', (port: number) => [port]],
  ])('loses its port, although its process number lives again: %s', async (_, content) => {
    const { env, id, port, callbackUrl } = await closedWindow();
    windowFile(env.storageFolder, `${stranger}-12345678.json`, content(port));
    // It would keep the port of its last run only by chance.
    writeFileSync(join(env.storageFolder, 'receiver.json'), JSON.stringify([await freePort()]));
    const webhooks = await opened(env);
    await until(() => webhooks.get(id)?.state === 'active');
    expect((await fetch(callbackUrl, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(readdirSync(join(env.storageFolder, 'windows'))).toHaveLength(1);
  });

  it('does not hide that another program has its port', async () => {
    const { env, id, port } = await closedWindow();
    await listening(
      createHttpServer((_, response) => void response.writeHead(200).end()),
      port,
    );
    windowFile(env.storageFolder, `${stranger}-12345678.json`, { pid: stranger, window: 'ab', ports: [port] });
    const webhooks = await opened(env);
    expect(webhooks.get(id)).toMatchObject({ state: 'unreachable' });
  });
});

describe('a window that lives', () => {
  it('is believed while it is too busy to answer', async () => {
    const folder = temporaryFolder();
    const port = await listening(createServer(() => {}));
    windowFile(folder, `${stranger}-12345678.json`, { pid: stranger, window: 'ab', ports: [port] });
    const ports = createReceiverPorts(folder);
    await ports.verify();
    expect([...ports.served()]).toEqual([port]);
  });

  it('answers who knows its name, and nobody else', async () => {
    const { env, port } = await closedWindow();
    await opened(env);
    const [name] = readdirSync(join(env.storageFolder, 'windows'));
    const { window, ports } = JSON.parse(readFileSync(join(env.storageFolder, 'windows', name!), 'utf8'));
    expect(ports).toEqual([port]);
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect(await status(windowPath(window))).toBe(204);
    expect(await status(windowPath('ab'))).toBe(404);
  });

  it('of another machine keeps its ports as long as it writes its file', async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    windowFile(folder, `${stranger}-12345678.json`, { machine: 'elsewhere', window: 'ab', ports: [port] });
    const ports = createReceiverPorts(folder);
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    await ports.verify();
    expect([...ports.served()]).toEqual([port]);
    vi.setSystemTime(Date.now() + 90_000);
    const file = join(folder, 'windows', `${stranger}-12345678.json`);
    utimesSync(file, new Date(), new Date());
    expect([...ports.served()]).toEqual([port]);
    vi.setSystemTime(Date.now() + 90_000);
    expect([...ports.served()]).toEqual([port]);
    vi.setSystemTime(Date.now() + 90_000);
    expect([...ports.served()]).toEqual([]);
  });

  it('counts its own ports, and writes them later, where its file is held', async () => {
    const folder = temporaryFolder();
    const logged: string[] = [];
    const ports = createReceiverPorts(folder, (message) => logged.push(message));
    const held = holdFiles({ call: 'open', code: 'EBUSY', times: -1, folder });
    onTestFinished(() => held.release());
    ports.enter([4711]);
    ports.keep(4711);
    expect([...ports.served()]).toEqual([4711]);
    expect(logged).toHaveLength(2);
    held.release();
    await ports.verify();
    expect([...createReceiverPorts(folder).served()]).toEqual([4711]);
  });
});

describe('a port', () => {
  /** Lets an address of a port be bound whose other addresses a program has, as Windows and macOS do. */
  function bindAsWindowsDoes() {
    const { listen } = net.Server.prototype;
    vi.spyOn(net.Server.prototype, 'listen').mockImplementation(function (this: net.Server, ...given: unknown[]) {
      const [options] = given as [net.ListenOptions];
      const isTaken = options.port !== 0 && takenOnAll.has(options.port!);
      if (!isTaken) return Reflect.apply(listen, this, given);
      const address = this.address.bind(this);
      this.address = () => ({ ...(address() as net.AddressInfo), port: options.port! });
      return Reflect.apply(listen, this, [{ ...options, port: 0 }, given[1]]);
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const takenOnAll = new Set<number>();
    return takenOnAll;
  }

  it.each(['0.0.0.0', '::'])('that a program has on %s is not taken away from it', async (host) => {
    const service = await startService();
    onTestFinished(() => service.close());
    const program = createServer((socket) => socket.end());
    const port = await listening(program, 0, host);
    bindAsWindowsDoes().add(port);
    const webhooks = await start(fakeEnvironment({}, { receiverPort: port }));
    const { receiverPort } = await webhooks.register({
      uri: 'file:///a.swagger.json',
      trigger: describeTrigger(),
      parameters: {},
      baseUrl: service.url,
      exposure: 'local',
      credentials: { type: 'none' },
      secret: false,
    });
    expect(receiverPort).not.toBe(port);
    expect(webhooks.events).toContainEqual({ type: 'receiver', port: receiverPort, state: 'moved' });
  });

  it('is reached by each name of this machine', async () => {
    const { env, port } = await closedWindow();
    await opened(env);
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect((await fetch(`http://${host}:${port}/`)).status).toBe(404);
  });

  it('is served on 127.0.0.1 where a program has it on ::1', async () => {
    const { env, port, callbackUrl } = await closedWindow();
    await listening(createServer(), port, '::1');
    const webhooks = await opened(env);
    expect(webhooks.list()).toMatchObject([{ state: 'active' }]);
    expect((await fetch(callbackUrl, { method: 'POST', body: '{}' })).status).toBe(200);
  });
});
