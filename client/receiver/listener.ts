import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAccepting } from '../common/loopback';

/** Limits for senders: timeouts in milliseconds, and the number of connections. */
export interface Limits {
  /** Maximum time until the headers are complete. Node's default is 60 s. */
  headers: number;
  /** Maximum time until the request is complete. Node's default is 300 s. */
  request: number;
  /** Maximum time without a byte in either direction. */
  idle: number;
  /**
   * Maximum time between two requests of a connection. It must exceed that of clients (load balancers 60 s, Go's
   * transport and so most tunnels 90 s), so that they close the connection: a delivery that is sent while the server
   * closes is lost, and few services send it again.
   */
  kept: number;
  /** Maximum number of open connections. A service opens fewer for a burst of deliveries. */
  connections: number;
}

export const usualLimits: Limits = { headers: 5_000, request: 120_000, idle: 15_000, kept: 95_000, connections: 2_048 };

/** The loss or return of a port. `since` is in milliseconds since the epoch, `downMs` is the time between both. */
export type PortChange =
  | { state: 'down'; port: number; since: number }
  | { state: 'back'; port: number; downMs: number };

export interface Listener {
  port: number;
  /** Accepts no new connections; open ones continue. */
  stop(): void;
  /** Closes the connections that are still open. */
  cut(): void;
}

const firstRetryMs = 500;
const lastRetryMs = 30_000;

/** What programs find behind `localhost`: some try the second one first, and some of those only that one. */
const [mainHost, companionHost] = ['127.0.0.1', '::1'] as const;

/**
 * Listens on the first free one of these ports on 127.0.0.1, and on ::1 where this machine has it and the port is free
 * there, too; 0 stands for any free port. Rejects where none is free. A port that is lost later is tried again until it is
 * free.
 */
export async function listenOn(
  ports: number[],
  handle: RequestListener,
  made: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>,
  limits: Limits,
  observer: { changed(change: PortChange): void; log(message: string): void },
): Promise<Listener> {
  const create = () => createLimitedServer(handle, made, limits);
  const server = create();
  await listenOnFirst(server, ports);
  const { port } = server.address() as AddressInfo;
  const companion = create();
  await listen(companion, port, companionHost).catch((error) =>
    observer.log(`Port ${port} is not reached as [${companionHost}]: ${error.message}`),
  );
  let isStopped = false;
  let retry: NodeJS.Timeout | undefined;

  const lost = () => {
    if (isStopped || retry) return;
    const since = Date.now();
    observer.changed({ state: 'down', port, since });
    const retryAfter = (delay: number) => {
      retry = setTimeout(async () => {
        try {
          await listen(server, port, mainHost);
          retry = undefined;
          if (isStopped) server.close();
          else observer.changed({ state: 'back', port, downMs: Date.now() - since });
        } catch {
          if (!isStopped) retryAfter(Math.min(delay * 2, lastRetryMs));
        }
      }, delay);
      retry.unref();
    };
    retryAfter(firstRetryMs);
  };
  server.on('close', lost);
  // An error of a single connection would end the extension host if nothing listened.
  for (const one of [server, companion])
    one.on('error', (error) => observer.log(`The receiver could not take a connection: ${error.message}`));

  return {
    port,
    stop() {
      isStopped = true;
      clearTimeout(retry);
      for (const one of [server, companion]) one.close().closeIdleConnections();
    },
    cut() {
      for (const one of [server, companion]) one.closeAllConnections();
    },
  };
}

function createLimitedServer(
  handle: RequestListener,
  made: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>,
  limits: Limits,
): Server {
  const server = createServer(
    {
      ...made,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.kept,
      connectionsCheckingInterval: Math.min(1_000, limits.headers),
      maxHeaderSize: 32 * 1024,
    },
    handle,
  );
  server.maxConnections = limits.connections;
  // Some clients, such as netcat, close their half of the connection after the request and wait for the response.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.setTimeout(limits.idle);
  return server;
}

async function listenOnFirst(server: Server, [port, ...others]: number[]): Promise<void> {
  try {
    await listen(server, port ?? 0, mainHost);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (others.length === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    await listenOnFirst(server, others);
  }
}

/**
 * Windows and macOS give out an address of a port that a program has on all addresses, which would then lose what is sent
 * to it there. So whoever accepts connections keeps the port.
 */
async function listen(server: Server, port: number, host: typeof mainHost | typeof companionHost): Promise<void> {
  if (port !== 0 && (await isAccepting(port, host)))
    throw Object.assign(new Error(`Another program accepts connections on port ${port}.`), { code: 'EADDRINUSE' });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
