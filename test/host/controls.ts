// Lets a suite in the extension host call functions of the test runner's process, where the stand-ins run.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Functions of JSON values. */
// biome-ignore lint/suspicious/noExplicitAny: each has parameters of its own.
export type Controls = Record<string, (...args: any[]) => unknown>;

/** Environment variable with the address at which they are called. */
const variable = 'FLOW_WEBHOOKS_TEST_CONTROLS';

export interface ServedControls {
  /** For the extension host. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** @param groups functions by name, in groups by name */
export async function serveControls(groups: Record<string, Controls>): Promise<ServedControls> {
  const server = http.createServer(async (request, response) => {
    try {
      let text = '';
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
      const [, group, name] = request.url!.split('/');
      const result = await groups[group!]![name!]!(...JSON.parse(text));
      response.end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end((error as Error).message);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: { [variable]: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

type Remote<C extends Controls> = {
  [Name in keyof C]: (...args: Parameters<C[Name]>) => Promise<Awaited<ReturnType<C[Name]>>>;
};

/** For a suite: the functions of a group, in the other process. */
export function remoteControls<C extends Controls>(group: string): Remote<C> {
  const call = async (name: string, args: unknown[]) => {
    const response = await fetch(`${process.env[variable]}/${group}/${name}`, {
      method: 'POST',
      body: JSON.stringify(args),
    });
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
    return response.json();
  };
  return new Proxy({} as Remote<C>, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        call(String(name), args),
  });
}
