import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';

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

/**
 * Listens on the first free one of these ports on 127.0.0.1; 0 stands for any free port. Rejects where none is free. A
 * port that is lost later is tried again until it is free.
 */
export async function listenOn(
  ports: number[],
  handle: RequestListener,
  made: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>,
  limits: Limits,
  observer: { changed(change: PortChange): void; log(message: string): void },
): Promise<Listener> {
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
  await listenOnFirst(server, ports);
  const { port } = server.address() as AddressInfo;
  let isStopped = false;
  let retry: NodeJS.Timeout | undefined;

  const lost = () => {
    if (isStopped || retry) return;
    const since = Date.now();
    observer.changed({ state: 'down', port, since });
    const retryAfter = (delay: number) => {
      retry = setTimeout(async () => {
        try {
          await listen(server, port);
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
  server.on('error', (error) => observer.log(`The receiver could not take a connection: ${error.message}`));

  return {
    port,
    stop() {
      isStopped = true;
      clearTimeout(retry);
      server.close().closeIdleConnections();
    },
    cut: () => server.closeAllConnections(),
  };
}

async function listenOnFirst(server: Server, [port, ...others]: number[]): Promise<void> {
  try {
    await listen(server, port ?? 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (others.length === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    await listenOnFirst(server, others);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
