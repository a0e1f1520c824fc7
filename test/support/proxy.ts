/**
 * A stand-in for a company's proxy: it forwards requests and tunnels (RFC 9110, 9.3.6), knows hosts that nobody else
 * does, and can refuse or want a password.
 */
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** What it does with a request: forwards it, answers 502 as when it does not reach the host, 403, or 407. */
export type ProxyMode = 'forward' | 'unreachable' | 'refuse' | 'password';

export interface ProxyStandIn {
  url: string;
  /** Also ends the tunnels that are open: later requests need new ones. */
  set(mode: ProxyMode): void;
  /** `CONNECT shop.example:80` or `POST http://shop.example/hooks`, and whether it was refused. */
  requests: string[];
  close(): Promise<void>;
}

interface Refusal {
  code: number;
  headers: Record<string, string>;
}

const refusals: Record<Exclude<ProxyMode, 'forward'>, Refusal> = {
  unreachable: { code: 502, headers: {} },
  refuse: { code: 403, headers: {} },
  password: { code: 407, headers: { 'Proxy-Authenticate': 'Basic realm="Contoso"' } },
};

/** @param hosts the addresses on this machine of hosts that only the proxy knows, as `shop.example` */
export async function startProxy(hosts: Record<string, string>): Promise<ProxyStandIn> {
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const requests: string[] = [];
  let mode: ProxyMode = 'forward';
  const refusal = ({ method, url }: http.IncomingMessage): Refusal | undefined => {
    const refused = mode === 'forward' ? undefined : refusals[mode];
    requests.push(`${method} ${url}${refused ? ` ${refused.code}` : ''}`);
    return refused;
  };
  const server = http.createServer((request, response) => {
    const refused = refusal(request);
    if (refused) return void response.writeHead(refused.code, refused.headers).end();
    const url = new URL(request.url!);
    const target = new URL(hosts[url.hostname] ?? url.origin);
    const { method, headers } = request;
    const path = url.pathname + url.search;
    const forwarded = http.request({ host: target.hostname, port: target.port, method, path, headers });
    forwarded.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.on('connection', keep);
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    const refused = refusal(request);
    if (refused) {
      const lines = Object.entries(refused.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      return void socket.end(`HTTP/1.1 ${refused.code} No\r\n${lines.join('')}Content-Length: 0\r\n\r\n`);
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const known = hosts[hostname] === undefined ? undefined : new URL(hosts[hostname]);
    const target = net.connect(Number(known?.port ?? (port || 80)), known?.hostname ?? hostname);
    keep(target);
    target.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.once('close', () => socket.destroy());
    socket.once('close', () => target.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    set(next) {
      mode = next;
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
