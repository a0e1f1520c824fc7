import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { SmeeClient } from 'smee-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEventParser } from '../../client/receiver/relays/eventStream';
import { openSmeeRelay, parseSmeeMessage, type SmeeOptions } from '../../client/receiver/relays/smee';
import { startSmee } from '../support/smee';
import { until } from '../webhooks/environment';
import { startTarget } from './target';

const times = { firstRetry: 20, lastRetry: 100, silence: 300 };

async function relay(changes: Partial<SmeeOptions> = {}, { pingMs = 100, patient = false } = {}) {
  const smee = await startSmee({ pingMs });
  onTestFinished(() => smee.close().catch(() => {}));
  const { got, port } = await startTarget();
  const states: string[] = [];
  const logged: string[] = [];
  const opened = await openSmeeRelay(
    {
      channelUrl: `${smee.url}/channel`,
      target: { port, path: '/hook/x', isOurs: () => true },
      changed: ({ state }) => void states.push(state),
      log: (message) => void logged.push(message),
      times,
      ...changes,
    },
    patient,
  );
  onTestFinished(() => opened.close());
  const send = (body: string, headers: Record<string, string> = {}, query = '') =>
    fetch(`${smee.url}/channel${query}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  return { smee, got, port, states, logged, relay: opened, send };
}

describe('a relay', () => {
  it('injects what smee passes on: headers, query, re-serialized body', async () => {
    const { got, send, port } = await relay();
    expect((await send('{ "a": 1.0 }', { 'X-GitHub-Event': 'push' }, '?code=a%20b')).status).toBe(200);
    const [request] = await until(() => got.length === 1 && got);
    expect(request).toMatchObject({ method: 'POST', url: '/hook/x?code=a+b', body: '{"a":1}' });
    expect(request!.headers).toMatchObject({ 'x-github-event': 'push', host: `127.0.0.1:${port}` });
    expect(request!.headers).not.toHaveProperty('timestamp');
  });

  it('sees what the real smee-client sees, from the same stand-in', async () => {
    const { smee, got, send } = await relay();
    const other = await startTarget();
    const logger = { info: () => {}, error: () => {} };
    const client = new SmeeClient({
      source: `${smee.url}/channel`,
      target: `http://127.0.0.1:${other.port}/hook/x`,
      logger,
    });
    await client.start();
    onTestFinished(() => client.stop());
    await send('{ "a": [1.50, "é"], "__proto__": 1 }', { 'X-Event': 'e' }, '?code=1');
    const [ours] = await until(() => got.length === 1 && got);
    const [theirs] = await until(() => other.got.length === 1 && other.got);
    expect([ours!.url, ours!.body]).toEqual([theirs!.url, theirs!.body]);
    expect(ours!.headers['x-event']).toBe(theirs!.headers['x-event']);
  });

  it('comes back from a restart of the server as the real smee-client does, and both go on', async () => {
    const { smee, got, send, states } = await relay();
    const other = await startTarget();
    const logger = { info: () => {}, error: () => {} };
    const client = new SmeeClient({
      source: `${smee.url}/channel`,
      target: `http://127.0.0.1:${other.port}/hook/x`,
      logger,
    });
    await client.start();
    onTestFinished(() => client.stop());
    await send('{"n":1}');
    await until(() => got.length === 1 && other.got.length === 1);
    await smee.stop();
    await smee.start();
    await until(() => states.includes('back') && smee.listeners('channel') === 2);
    await send('{"n":2.0}');
    await until(() => got.length === 2 && other.got.length === 2);
    expect(got.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":2}']);
    expect(other.got.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":2}']);
  });

  it('keeps the order', async () => {
    const { got, send } = await relay();
    const numbers = Array.from({ length: 50 }, (_, index) => `{"n":${index}}`);
    for (const number of numbers) await send(number);
    await until(() => got.length === 50);
    expect(got.map(({ body }) => body)).toEqual(numbers);
  });

  it('carries a body of nearly 1 MiB; larger ones, forms, XML and lists are refused by smee', async () => {
    const { got, send } = await relay();
    const large = JSON.stringify({ text: 'ü"\\'.repeat(150_000) });
    expect((await send(large)).status).toBe(200);
    await until(() => got.length === 1);
    expect(got[0]!.body).toBe(large);
    expect((await send(JSON.stringify({ text: 'x'.repeat(1024 * 1024) }))).status).toBe(413);
    expect((await send('a=1', { 'Content-Type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await send('<a/>', { 'Content-Type': 'text/xml' })).status).toBe(415);
    expect((await send('[1]')).status).toBe(400);
  });

  it('reconnects after a disconnect and after a restart, and reports both', async () => {
    const { smee, got, send, states, relay: opened } = await relay();
    smee.disconnect();
    await until(() => states.includes('back'));
    expect(states).toEqual(['lost', 'back']);
    await smee.stop();
    await until(() => opened.downSince() !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await smee.start();
    await until(() => smee.listeners('channel') === 1);
    expect((await send('{"a":1}')).status).toBe(200);
    await until(() => got.length === 1);
    await until(() => opened.downSince() === undefined);
    expect(states).toEqual(['lost', 'back', 'lost', 'back']);
  });

  it('counts as lost after a silence, without even a ping', async () => {
    const { states } = await relay({}, { pingMs: 60_000 });
    await until(() => states.length >= 2);
    expect(states.slice(0, 2)).toEqual(['lost', 'back']);
    const alive = await relay({}, { pingMs: 50 });
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(alive.states).toEqual([]);
  });

  it('stays closed', async () => {
    const { smee, states, relay: opened } = await relay();
    opened.close();
    await until(() => smee.listeners('channel') === 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(smee.listeners('channel')).toBe(0);
    expect(states).toEqual([]);
  });

  it('rejects when the first attempt fails, unless it is patient', async () => {
    await expect(relay({ channelUrl: 'http://127.0.0.1:9/channel' })).rejects.toThrow();
    const { port } = await startTarget();
    await expect(relay({ channelUrl: `http://127.0.0.1:${port}/channel` })).rejects.toThrow(/no event stream/);
    const { states } = await relay({ channelUrl: `http://127.0.0.1:${port}/channel` }, { patient: true });
    await until(() => states.length === 1);
    expect(states).toEqual(['lost']);
  });

  it('follows no redirect to another origin', async () => {
    const server = http.createServer((_, response) =>
      response.writeHead(302, { Location: 'https://elsewhere.example/' }).end(),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await expect(relay({ channelUrl: `http://127.0.0.1:${port}/channel` })).rejects.toThrow(/elsewhere\.example/);
  });
});

describe('a relayed request', () => {
  it('has no header that would break out of its line or belongs to one connection', () => {
    const message = {
      'x-a': 'fine',
      'x-b': 'a\r\nX-Evil: 1',
      'bad name': 'x',
      host: 'smee.io',
      'content-length': '3',
      'transfer-encoding': 'chunked',
      'content-encoding': 'gzip',
      timestamp: 1,
      body: { a: 1 },
      query: { a: ['1', '2'] },
    };
    expect(parseSmeeMessage(JSON.stringify(message))).toEqual({
      headers: { 'x-a': 'fine' },
      search: '?a=1&a=2',
      body: Buffer.from('{"a":1}'),
    });
    expect(() => parseSmeeMessage('[]')).toThrow();
  });
});

describe('an event stream', () => {
  const stream = ': comment\r\nid: 1\r\nevent: ready\r\ndata: {}\r\n\r\ndata: a\ndata:b\n\nevent: ping\n\nid\ndata\n\n';
  const events = [
    { type: 'ready', data: '{}' },
    { type: 'message', data: 'a\nb' },
    { type: 'message', data: '' },
  ];

  it('is parsed wherever its pieces end', () => {
    for (let size = 1; size < stream.length; size++) {
      const parse = createEventParser();
      const found = [];
      for (let at = 0; at < stream.length; at += size) found.push(...parse(stream.slice(at, at + size)));
      expect(found, `pieces of ${size}`).toEqual(events);
    }
  });

  it('is refused when an event does not end', () => {
    const parse = createEventParser();
    expect(() => {
      for (let index = 0; index < 100; index++) parse('x'.repeat(100_000));
    }).toThrow(/too large/);
  });
});
