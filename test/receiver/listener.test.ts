import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Limits, listenOn, type PortChange, usualLimits } from '../../client/receiver/listener';
import { serverOn } from '../support/serverOn';
import { until } from '../webhooks/environment';

async function listener(limits: Partial<Limits> = {}) {
  const changes: PortChange[] = [];
  const logged: string[] = [];
  const listening = await listenOn(
    [0],
    (request, response) => void request.resume().on('end', () => response.end('yes')),
    {},
    { ...usualLimits, ...limits },
    { changed: (change) => changes.push(change), log: (message) => logged.push(message) },
  );
  onTestFinished(() => {
    listening.stop();
    listening.cut();
  });
  return { ...listening, changes, logged };
}

describe('a port', () => {
  it('is reported when it is lost, tried again, and reported when it is back', async () => {
    const { port, changes } = await listener();
    const before = Date.now();
    serverOn(port).close();
    await until(() => changes.length === 1);
    expect(changes).toMatchObject([{ state: 'down', port }]);
    expect(changes[0]).toHaveProperty('since');
    // Somebody else has it for a while.
    const squatter = net.createServer().listen(port, '127.0.0.1');
    await until(() => squatter.listening);
    await new Promise((resolve) => squatter.close(resolve));
    await until(() => changes.length === 2);
    expect(changes[1]).toMatchObject({ state: 'back', port });
    expect((changes[1] as { downMs: number }).downMs).toBeLessThanOrEqual(Date.now() - before);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('yes');
  });

  it('is not tried again after stopping', async () => {
    const { port, stop, changes } = await listener();
    stop();
    await until(() =>
      fetch(`http://127.0.0.1:${port}`).then(
        () => false,
        () => true,
      ),
    );
    expect(changes).toEqual([]);
  });

  it('survives a connection that cannot be accepted', async () => {
    const { port, logged } = await listener();
    serverOn(port).emit('error', new Error('accept EMFILE'));
    expect(logged).toEqual([expect.stringContaining('EMFILE')]);
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  });
});

describe('a sender that', () => {
  const closed = (socket: net.Socket) => until(() => socket.destroyed || socket.readableEnded);
  const open = async (port: number, text = '') => {
    const socket = net
      .connect(port, '127.0.0.1')
      .on('error', () => {})
      .resume();
    onTestFinished(() => void socket.destroy());
    socket.write(text);
    return socket;
  };

  it.each<[string, Partial<Limits>, string, string]>([
    ['says nothing', { headers: 300 }, '', ''],
    ['drips its headers', { headers: 300 }, 'POST / HTTP/1.1\r\nHost: a\r\n', 'X-A: b\r\n'],
    [
      'drips its body',
      { headers: 300, request: 600 },
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n',
      'x',
    ],
    ['stops in its body', { idle: 300 }, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx', ''],
    [
      'drips chunks',
      { headers: 300, request: 600 },
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\nx\r\n',
    ],
  ])('%s is cut off, and others are served meanwhile', async (_, limits, first, drip) => {
    const { port } = await listener(limits);
    const slow = await Promise.all(Array.from({ length: 50 }, () => open(port, first)));
    const dripping = setInterval(() => {
      for (const socket of slow) if (drip && !socket.destroyed) socket.write(drip);
    }, 50);
    onTestFinished(() => clearInterval(dripping));
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
    for (const socket of slow) await closed(socket);
  });

  it('keeps connections for the next delivery finds them open for longer than it lets them be idle', async () => {
    const { port } = await listener();
    const { headers } = await fetch(`http://127.0.0.1:${port}`);
    const [, seconds] = /timeout=(\d+)/.exec(headers.get('keep-alive') ?? '') ?? [];
    // 60 s in load balancers, 90 s in what is written in Go.
    expect(Number(seconds)).toBeGreaterThan(90);
  });

  it('says nothing on a connection that is kept is cut off in the end', async () => {
    const { port } = await listener({ kept: 300 });
    const socket = await open(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => socket.bytesRead > 0);
    await closed(socket);
  });

  it('opens many connections does not keep others out for long', async () => {
    const { port } = await listener({ headers: 500, connections: 20 });
    const flood = await Promise.all(Array.from({ length: 200 }, () => open(port)));
    const served = await until(() =>
      fetch(`http://127.0.0.1:${port}`).then(
        ({ status }) => status,
        () => undefined,
      ),
    );
    expect(served).toBe(200);
    for (const socket of flood) await closed(socket);
  });
});
