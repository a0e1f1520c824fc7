/** The base of the stand-ins for webhook services: that of the demo services, logging requests, and failing or waiting when a test asks for it. */
import type http from 'node:http';
import type { Express, RequestHandler } from 'express';
import { type Answer, type Handle, type Interceptor, type ServiceRequest, startServer } from '../../client/demo/server';

export { type Answer, type Handle, readAll, sendRequest, toJson } from '../../client/demo/server';

export type LoggedRequest = ServiceRequest;

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

/** What a test sees of a service, and how it makes it fail. */
export interface Controls {
  /** All requests, oldest first. */
  requests: LoggedRequest[];
  /** Responds to the next matching request, which has no effects; also with a redirect. */
  fail(failure: Failure): void;
  /** Closes the connection of the next matching request, which has no effects. */
  reset(match: Match): void;
  /** Withholds the response to the next matching request. */
  hold(match: Match): Hold;
}

export interface StandIn extends Controls {
  url: string;
  /** The HTTP server, for WebSockets. */
  server: http.Server;
  close(): Promise<void>;
}

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

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Returns controls, and the interceptor that a service needs to obey them. */
export function createControls(): { controls: Controls; interceptor: Interceptor } {
  const requests: LoggedRequest[] = [];
  const failures: (Failure & Pending)[] = [];
  const resets: Pending[] = [];
  const holds: (Pending & { wait(request: LoggedRequest): Promise<boolean> })[] = [];
  return {
    controls: {
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
    },
    interceptor: {
      received(request) {
        requests.push(request);
        return take(resets, request) ? 'drop' : take(failures, request);
      },
      answered: async (request) => (await take(holds, request)?.wait(request)) ?? true,
    },
  };
}

/** Starts a server on 127.0.0.1 (a free port when `port` is 0) with the routes that `define` adds; anything else is 404. */
export async function startStandIn(
  port: number,
  define: (app: Express, answer: (handle: Handle) => RequestHandler) => void,
): Promise<StandIn> {
  const { controls, interceptor } = createControls();
  return { ...(await startServer(port, define, interceptor)), ...controls };
}
