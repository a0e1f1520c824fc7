/** The base of the stand-ins for webhook services: a server on 127.0.0.1 that logs requests, and that a test can make fail or wait. */
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

export interface LoggedRequest {
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

/** Matches the requests with this method and path; a string must be the whole path. */
interface Match {
  method?: string;
  path?: string | RegExp;
}

interface Failure extends Match, Answer {
  /** Number of requests that fail, 1 by default; Infinity for all. */
  times?: number;
}

/** A response that is ready and not yet sent; the request has had its effects. */
export interface Hold {
  /** Resolves with the request once its response is ready. */
  reached: Promise<LoggedRequest>;
  /** Sends the response. */
  release(): void;
  /** Closes the connection without a response. */
  drop(): void;
}

export interface StandIn {
  url: string;
  /** The HTTP server, for WebSockets. */
  server: http.Server;
  /** All requests, oldest first. */
  requests: LoggedRequest[];
  /** Responds to the next matching request, which has no effects; also with a redirect. */
  fail(failure: Failure): void;
  /** Closes the connection of the next matching request, which has no effects. */
  reset(match: Match): void;
  /** Withholds the response to the next matching request. */
  hold(match: Match): Hold;
  close(): Promise<void>;
}

export type Handle = (request: LoggedRequest) => Answer | Promise<Answer>;

interface Pending extends Match {
  times: number;
}

const matches = ({ method, path }: Match, request: { method: string; path: string }) =>
  (method === undefined || method === request.method) &&
  (path === undefined || (typeof path === 'string' ? path === request.path : path.test(request.path)));

/** Returns the first entry that matches, and counts it as used. */
function take<T extends Pending>(list: T[], request: { method: string; path: string }): T | undefined {
  const found = list.find((entry) => matches(entry, request));
  if (found && --found.times <= 0) list.splice(list.indexOf(found), 1);
  return found;
}

/** Returns JSON text with bigints as numbers: GitHub's delivery ids exceed the precision of a double. */
export function toJson(value: unknown): string {
  const marked = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `bigint:${item}:` : item));
  return marked.replace(/"bigint:(\d+):"/g, '$1');
}

export async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Starts a server on 127.0.0.1 (a free port when `port` is 0) with the routes that `define` adds; anything else is 404.
 * The handler of a route returns its response as a value, so that one place logs, holds or replaces it.
 */
export async function startStandIn(
  port: number,
  define: (app: Express, answer: (handle: Handle) => RequestHandler) => void,
): Promise<StandIn> {
  const requests: LoggedRequest[] = [];
  const failures: (Failure & Pending)[] = [];
  const resets: Pending[] = [];
  const holds: (Pending & { wait(request: LoggedRequest): Promise<boolean> })[] = [];
  const logged = new WeakMap<Request, LoggedRequest>();

  const send = async (request: LoggedRequest, response: Response, answer: Answer) => {
    const hold = take(holds, request);
    if (hold && !(await hold.wait(request))) {
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
    const url = new URL(incoming.originalUrl, 'http://stand-in');
    const body = (await readAll(incoming)).toString();
    const request: LoggedRequest = {
      method: incoming.method,
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body,
      json: parse(body),
      params: {},
    };
    requests.push(request);
    logged.set(incoming, request);
    if (take(resets, request)) response.destroy();
    else {
      const failure = take(failures, request);
      if (failure) await send(request, response, failure);
      else next();
    }
  });
  const answer =
    (handle: Handle): RequestHandler =>
    async (incoming, response) => {
      const request = logged.get(incoming)!;
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
    requests,
    fail: (failure) => void failures.push({ times: 1, ...failure }),
    reset: (match) => void resets.push({ ...match, times: 1 }),
    hold(match) {
      const reached = deferred<LoggedRequest>();
      const sending = deferred<boolean>();
      const wait = (request: LoggedRequest) => {
        reached.resolve(request);
        return sending.promise;
      };
      holds.push({ ...match, times: 1, wait });
      return { reached: reached.promise, release: () => sending.resolve(true), drop: () => sending.resolve(false) };
    },
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
