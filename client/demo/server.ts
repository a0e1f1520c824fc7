/** The base of the demo services: a server on 127.0.0.1 whose routes return their responses as values. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON, with all digits of bigints; a string is sent as it is, undefined as an empty body. */
  body?: unknown;
}

export interface ServiceRequest {
  method: string;
  /** Path without the query. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case, as Node gives them. */
  headers: http.IncomingHttpHeaders;
  body: string;
  /** The parsed body; undefined unless it is JSON. */
  json: unknown;
  /** Values of the route's path parameters. */
  params: Record<string, string>;
  /** The response; undefined while it is pending or withheld. */
  answer?: { status: number; headers: Record<string, string>; body: string };
}

export type Handle = (request: ServiceRequest) => Answer | Promise<Answer>;

/** Watches a service and makes it fail: tests do both. */
export interface Interceptor {
  /** Called before a request has any effect. Returns the response that takes the place of it; `drop` closes the connection. */
  received(request: ServiceRequest): Answer | 'drop' | undefined;
  /** Resolves when the response may be sent; to false when the connection is to be closed instead. */
  answered(request: ServiceRequest): Promise<boolean>;
}

export interface LocalServer {
  url: string;
  /** The HTTP server, for WebSockets. */
  server: http.Server;
  close(): Promise<void>;
}

/** Maximum size of a request's body, in bytes: that of GitHub's deliveries, which a test has delivered to such a server. */
const maxBodyBytes = 26 * 1024 * 1024;

/** Returns JSON text with bigints as numbers: GitHub's delivery ids exceed the precision of a double. */
export function toJson(value: unknown): string {
  const marked = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `bigint:${item}:` : item));
  return marked.replace(/"bigint:(\d+):"/g, '$1');
}

/** Rejects once the stream exceeds `limit` bytes. */
export async function readAll(
  stream: AsyncIterable<Buffer>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new RangeError(`more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** True for the URL of a server on this computer. */
export const isOnThisComputer = (url: URL): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname) && /^https?:$/.test(url.protocol);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Starts a server on 127.0.0.1 (a free port when `port` is 0) with the routes that `define` adds; anything else is 404.
 * The handler of a route returns its response as a value, so that one place can hold or replace it.
 */
export async function startServer(
  port: number,
  define: (app: Express, answer: (handle: Handle) => RequestHandler) => void,
  interceptor?: Interceptor,
): Promise<LocalServer> {
  const received = new WeakMap<Request, ServiceRequest>();

  const send = async (request: ServiceRequest, response: Response, answer: Answer) => {
    if (interceptor && !(await interceptor.answered(request))) {
      response.destroy();
      return;
    }
    const isText = typeof answer.body === 'string';
    const body = answer.body === undefined ? '' : isText ? (answer.body as string) : toJson(answer.body);
    const type: Record<string, string> =
      answer.body === undefined ? {} : { 'Content-Type': isText ? 'text/plain' : 'application/json; charset=utf-8' };
    const headers = { ...type, ...answer.headers };
    request.answer = { status: answer.status, headers, body };
    response.writeHead(answer.status, headers).end(body);
  };

  const app = express().disable('x-powered-by');
  app.use(async (incoming, response, next) => {
    const url = new URL(incoming.originalUrl, 'http://service');
    const body = await readAll(incoming, maxBodyBytes).catch(() => undefined);
    if (body === undefined) {
      response.destroy();
      return;
    }
    const request: ServiceRequest = {
      method: incoming.method,
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: body.toString(),
      json: parse(body.toString()),
      params: {},
    };
    received.set(incoming, request);
    const instead = interceptor?.received(request);
    if (instead === 'drop') response.destroy();
    else if (instead) await send(request, response, instead);
    else next();
  });
  const answer =
    (handle: Handle): RequestHandler =>
    async (incoming, response) => {
      const request = received.get(incoming)!;
      request.params = { ...(incoming.params as Record<string, string>) };
      await send(request, response, await handle(request));
    };
  define(app, answer);
  app.use(answer(() => ({ status: 404, body: { message: 'Not Found' } })));

  const server = http.createServer(app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface Outgoing {
  url: string;
  method?: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Milliseconds for the whole exchange; the request then fails with a TimeoutError. */
  timeout: number;
  signal?: AbortSignal;
  /** Accepts any certificate. */
  insecure?: boolean;
}

/** Sends a request with exactly these headers and bytes (`fetch` would add headers), and follows no redirect. */
export async function sendRequest(
  outgoing: Outgoing,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  const { url, method = 'POST', headers, body, insecure } = outgoing;
  const signal = AbortSignal.any([
    AbortSignal.timeout(outgoing.timeout),
    ...(outgoing.signal ? [outgoing.signal] : []),
  ]);
  const request = (url.startsWith('https:') ? https : http).request(url, {
    method,
    headers: { ...headers, 'Content-Length': body.length },
    signal,
    agent: false,
    ...(insecure ? { rejectUnauthorized: false } : {}),
  });
  // After the response has begun, reading it reports a failure; the request's event must still have a listener.
  request.on('error', () => {});
  try {
    const responded = once(request, 'response') as Promise<[http.IncomingMessage]>;
    request.end(body);
    const [response] = await responded;
    return { status: response.statusCode!, headers: response.headers, body: (await readAll(response)).toString() };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
