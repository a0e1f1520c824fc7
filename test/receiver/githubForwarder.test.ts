import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ForwarderOptions, openGithubForwarder, parseFrame } from '../../client/receiver/relays/githubForwarder';
import { until } from '../webhooks/environment';
import { startTarget } from './target';

const times = { firstRetry: 20, lastRetry: 100, silence: 300 };

async function forwarder(changes: Partial<ForwarderOptions> = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const sockets: WebSocket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate();
    server.close();
  });
  const { got, port } = await startTarget();
  const states: string[] = [];
  const logged: string[] = [];
  let activations = 0;
  const relay = await openGithubForwarder(
    {
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      token: async () => 'the-token',
      activate: async () => void activations++,
      target: { port, path: '/hook/x', isOurs: () => true },
      changed: (change) => void states.push(change.state === 'lost' ? `lost: ${change.reason}` : 'back'),
      log: (message) => void logged.push(message),
      times,
      ...changes,
    },
    false,
  );
  onTestFinished(() => relay.close());
  await until(() => sockets.length === 1);
  /** Sends frames at once and resolves with the answers, in their order. */
  const ask = async (...frames: string[]) => {
    const answers: { Status: number; Header: Record<string, string[]>; Body: string }[] = [];
    sockets.at(-1)!.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString())));
    for (const frame of frames) sockets.at(-1)!.send(frame);
    await until(() => answers.length === frames.length);
    return answers;
  };
  return { relay, got, sockets, states, logged, ask, activations: () => activations };
}

const frame = (body: Buffer | string, Header: Record<string, unknown> = {}) =>
  JSON.stringify({ Header, Body: Buffer.from(body as string).toString('base64') });

describe("GitHub's development relay", () => {
  it('injects the exact bytes and headers, and sends the response back', async () => {
    const { got, ask } = await forwarder();
    const bytes = Buffer.from([0, 255, 13, 10, 200]);
    const [answer] = await ask(frame(bytes, { 'X-Github-Event': ['push'], Host: ['evil.example'], 'X-A': ['1', '2'] }));
    expect(answer).toMatchObject({ Status: 200, Body: Buffer.from('seen').toString('base64') });
    expect(answer!.Header['x-answer']).toEqual(['yes']);
    expect(got[0]!.raw.equals(bytes)).toBe(true);
    expect(got[0]).toMatchObject({ method: 'POST', url: '/hook/x' });
    expect(got[0]!.headers).toMatchObject({ 'x-github-event': 'push', 'x-a': '1, 2' });
    expect(got[0]!.headers.host).toMatch(/^127\.0\.0\.1:/);
  });

  it('keeps the order and answers one at a time', async () => {
    const { got, ask } = await forwarder();
    const numbers = Array.from({ length: 30 }, (_, index) => String(index));
    const answers = await ask(...numbers.map((number) => frame(number)));
    expect(answers.map(({ Status }) => Status)).toEqual(numbers.map(() => 200));
    expect(got.map(({ body }) => body)).toEqual(numbers);
  });

  it('carries 25 MB', async () => {
    const { got, ask } = await forwarder({ times: { ...times, silence: 60_000 } });
    expect(await ask(frame(Buffer.alloc(26_214_400, 7)))).toMatchObject([{ Status: 200 }]);
    expect(got[0]!.raw.length).toBe(26_214_400);
  });

  it('answers with 502 when a delivery cannot be injected', async () => {
    const { ask, logged } = await forwarder({ target: { port: 9, path: '/', isOurs: () => true } });
    expect(await ask(frame('x'), 'no json', '[]')).toMatchObject([{ Status: 502 }, { Status: 502 }, { Status: 502 }]);
    expect(logged).toHaveLength(3);
  });

  it('answers with 502 while the receiver has lost its port', async () => {
    const { ask, logged } = await forwarder({ target: { port: 9, path: '/', isOurs: () => false } });
    expect(await ask(frame('x'))).toMatchObject([{ Status: 502 }]);
    expect(logged).toEqual([expect.stringContaining('lost its port 9')]);
  });

  it('activates the hook after each connection, and reconnects', async () => {
    const { sockets, states, activations } = await forwarder();
    expect(activations()).toBe(1);
    sockets[0]!.close(1012, 'restart');
    await until(() => states.includes('back'));
    expect(states).toEqual(['lost: it closed the connection (1012 restart)', 'back']);
    expect(activations()).toBe(2);
  });

  it('counts as lost after a silence, without even a response to a ping', async () => {
    const { sockets, states } = await forwarder();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(states).toEqual([]);
    sockets[0]!.pause();
    await until(() => states.length === 2);
    expect(states).toEqual(["lost: it doesn't respond", 'back']);
  });

  it('stays closed', async () => {
    const { relay, sockets, states } = await forwarder();
    relay.close();
    await once(sockets[0]!, 'close');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([sockets.length, states]).toEqual([1, []]);
  });

  it('does not open when the hook cannot be activated', async () => {
    const refused = forwarder({ activate: () => Promise.reject(new Error('no scope')) });
    await expect(refused).rejects.toThrow('no scope');
  });

  it('drops headers that would break out of their line', () => {
    const { headers, body } = parseFrame(Buffer.from(frame('x', { 'X-A': ['a\r\nX-Evil: 1'], 'X-B': 'b', 'X-C': 7 })));
    expect([headers, body.toString()]).toEqual([{ 'X-B': 'b' }, 'x']);
  });
});
