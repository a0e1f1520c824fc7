import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a sender may take, in milliseconds and connections. */
export interface Limits {
  /** Until its headers are complete; Node waits 60 s. */
  headers: number;
  /** Until its request is complete; Node waits 300 s. */
  request: number;
  /** Without a byte in either direction. */
  idle: number;
  /**
   * Between two requests of a connection. Whoever keeps connections (load balancers 60 s, Go's transport and so most
   * tunnels 90 s) has to be the one who closes: a delivery that meets a close is lost, and few services send it again.
   */
  kept: number;
  /** Beyond these, new ones are dropped: more than a service opens for a burst of deliveries. */
  connections: number;
}

export const usualLimits: Limits = { headers: 5_000, request: 120_000, idle: 15_000, kept: 95_000, connections: 2_048 };

/** The receiver lost its port, or has it again; `downMs` is how long it was down. */
export type PortChange =
  | { state: 'down'; port: number; since: number }
  | { state: 'back'; port: number; downMs: number };

export interface Listener {
  port: number;
  /** No new connections; those that are open go on. */
  stop(): void;
  /** Cuts off what is still open. */
  cut(): void;
}

const firstRetryMs = 500;
const lastRetryMs = 30_000;

/**
 * Listens on the first of these ports of 127.0.0.1 that is free; 0 is any. Rejects where none is. Where the port is lost
 * later on, it is tried for again and again.
 */
export async function listenOn(
  ports: number[],
  handle: RequestListener,
  made: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>,
  limits: Limits,
  told: { changed(change: PortChange): void; log(message: string): void },
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
  // Whoever has sent all closes its half, as netcat and some clients do, and still waits for the answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.setTimeout(limits.idle);
  await listenOnFirst(server, ports);
  const { port } = server.address() as AddressInfo;
  let isStopped = false;
  let retry: NodeJS.Timeout | undefined;

  const lost = () => {
    if (isStopped || retry) return;
    const since = Date.now();
    told.changed({ state: 'down', port, since });
    const again = (delay: number) => {
      retry = setTimeout(async () => {
        try {
          await listen(server, port);
          retry = undefined;
          if (isStopped) server.close();
          else told.changed({ state: 'back', port, downMs: Date.now() - since });
        } catch {
          if (!isStopped) again(Math.min(delay * 2, lastRetryMs));
        }
      }, delay);
      retry.unref();
    };
    again(firstRetryMs);
  };
  server.on('close', lost);
  // Of a single connection: without a listener it would end the whole editor's extensions.
  server.on('error', (error) => told.log(`The receiver could not take a connection: ${error.message}`));

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
