/**
 * A stand-in for a smee server. Source: https://github.com/probot/smee.io, lib/server.js and lib/keep-alive.js: channels
 * of any name, POST of JSON objects up to 1 MiB, re-serialized into the stream of every listener.
 */
import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAll } from './standIn';

export interface SmeeStandIn {
  url: string;
  /** Number of current listeners of a channel. */
  listeners(channel: string): number;
  /** Ends every stream, as a restart or a network does. */
  disconnect(): void;
  /** Stops listening and ends every stream; {@link start} listens on the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Maximum size of a body in bytes. */
const maxBody = 1024 * 1024;
const channelPath = /^\/([a-zA-Z0-9-_]{1,128})$/;

/** The JSON object that was posted, or the status that refuses it. */
function readObject(headers: http.IncomingHttpHeaders, body: Buffer): object | number {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return 415;
  if (body.length > maxBody) return 413;
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : 400;
  } catch {
    return 400;
  }
}

/** @param pingMs interval of pings in milliseconds; the real server's is 30,000 */
export async function startSmee({ pingMs = 30_000, port = 0 } = {}): Promise<SmeeStandIn> {
  const streams = new Map<ServerResponse, { channel: string; count: number }>();
  const write = (response: ServerResponse, event: string | undefined, data: string) => {
    const stream = streams.get(response)!;
    response.write(`id: ${stream.count++}\n${event ? `event: ${event}\n` : ''}data: ${data}\n\n`);
  };
  const ping = setInterval(() => {
    for (const response of streams.keys()) write(response, 'ping', '{}');
  }, pingMs).unref();

  const openStream = (channel: string, response: ServerResponse) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    streams.set(response, { channel, count: 0 });
    response.on('close', () => streams.delete(response));
    write(response, 'ready', '{}');
  };

  const handle: http.RequestListener = async (request, response) => {
    const { pathname, searchParams, origin } = new URL(request.url!, `http://${request.headers.host}`);
    const respond = (status: number, headers: Record<string, string> = {}) => response.writeHead(status, headers).end();
    const body = await readAll(request);
    if (pathname === '/new') return respond(307, { Location: `${origin}/${Math.random().toString(36).slice(2)}` });
    const channel = channelPath.exec(pathname)?.[1];
    if (!channel) return respond(404);
    if (request.method === 'GET') {
      if (request.headers.accept !== 'text/event-stream') return respond(200, { 'Content-Type': 'text/html' });
      return openStream(channel, response);
    }
    if (request.method !== 'POST') return respond(404);
    const posted = readObject(request.headers, body);
    if (typeof posted === 'number') return respond(posted);
    const query = Object.fromEntries(searchParams);
    const data = JSON.stringify({ ...request.headers, body: posted, query, timestamp: Date.now() });
    for (const [listener, stream] of streams) if (stream.channel === channel) write(listener, undefined, data);
    return respond(200);
  };

  let server: http.Server;
  let at = port;
  const start = async () => {
    server = http.createServer(handle).listen(at, '127.0.0.1');
    await once(server, 'listening');
    at = (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await start();
  return {
    url: `http://127.0.0.1:${at}`,
    listeners: (channel) => [...streams.values()].filter((stream) => stream.channel === channel).length,
    disconnect: () => server.closeAllConnections(),
    start,
    stop,
    async close() {
      clearInterval(ping);
      await stop();
    },
  };
}
