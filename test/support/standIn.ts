/** What the stand-ins for webhook services share: a logged server on 127.0.0.1 that a test can make fail or wait. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; bigints keep all their digits. A string goes out as it is, undefined as an empty body. */
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
  /** The body parsed, undefined when it is no JSON. */
  json: unknown;
  /** Values of the route's path parameters. */
  params: Record<string, string>;
  /** Absent while the answer is pending or was withheld. */
  answer?: { status: number; headers: Record<string, string>; body: string };
}

/** Matches every request that has these; a path in a string is compared whole. */
export interface Match {
  method?: string;
  path?: string | RegExp;
}

export interface Failure extends Match, Answer {
  /** How many requests it answers, 1 unless told; Infinity for all. */
  times?: number;
}

/** An answer that is ready, its effects done, and not yet sent. */
export interface Hold {
  /** Resolves with the request once its answer is ready. */
  reached: Promise<LoggedRequest>;
  /** Sends the answer. */
  release(): void;
  /** Closes the connection without an answer. */
  drop(): void;
}

export interface StandIn {
  url: string;
  /** For what is more than requests and answers: WebSockets. */
  server: http.Server;
  /** All requests, oldest first. */
  requests: LoggedRequest[];
  /** Answers the next matching request in place of the service, with nothing done; a redirect is such an answer as well. */
  fail(failure: Failure): void;
  /** Closes the connection of the next matching request, with nothing done. */
  reset(match: Match): void;
  /** Withholds the answer to the next matching request. */
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

/** The first entry that matches, used up once. */
function take<T extends Pending>(list: T[], request: { method: string; path: string }): T | undefined {
  const found = list.find((entry) => matches(entry, request));
  if (found && --found.times <= 0) list.splice(list.indexOf(found), 1);
  return found;
}

/** JSON text in which bigints are numbers: GitHub's delivery ids exceed what a double holds. */
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
 * A route's handler gives its answer as a value, so that it is logged, held or replaced in one place.
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

/** One request with exactly these headers and bytes (fetch would add headers of its own), redirects not followed. */
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
  // Once the response has begun, a failure surfaces in reading it; the request's own event must not be unhandled.
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
