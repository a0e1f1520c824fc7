/** A server that deliveries are forwarded to. It can be slow, refuse, and be down and back on its port. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

interface Got {
  method: string;
  url: string;
  /** Names and values in turn, as they arrived. */
  rawHeaders: string[];
  body: Buffer;
}

export interface ForwardTargetServer {
  url: string;
  /** In the order in which they were accepted. */
  got: Got[];
  /** Changes how it answers from now on. */
  behave(behavior: { status?: number; delayMs?: number }): void;
  /** Closes all connections, and refuses others until {@link comeBack}. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startForwardTarget(): Promise<ForwardTargetServer> {
  const got: Got[] = [];
  let behavior = { status: 200, delayMs: 0 };
  let port = 0;
  let server: Server;
  const open = async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', async () => {
        const { status, delayMs } = behavior;
        if (delayMs > 0) await wait(delayMs);
        if (status < 300) {
          const { method = '', url = '', rawHeaders } = request;
          got.push({ method, url, rawHeaders, body: Buffer.concat(chunks) });
        }
        response.writeHead(status).end();
      });
      request.on('error', () => {});
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await open();
  return {
    url: `http://127.0.0.1:${port}/in`,
    got,
    behave(changes) {
      behavior = { ...behavior, ...changes };
    },
    goDown: close,
    comeBack: open,
    close,
  };
}
