/**
 * The development relay: hooks of the name "cli" are delivered over a WebSocket.
 * Source: https://github.com/cli/gh-webhook, webhook/forward.go, and https://github.com/gr2m/github-webhook-relay.
 */
import type http from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RelayedDeliveries } from '../../../client/demo/github/deliveries';
import type { RelayHost } from '../../../client/demo/github/github';
import type { Hook } from '../../../client/demo/github/hooks';
import type { sendRequest } from '../standIn';

/** A delivery's request as it goes to a listener. */
interface RelayedRequest {
  headers: Record<string, string>;
  body: Buffer;
}

interface Listener {
  socket: WebSocket;
  /** One delivery at a time. */
  last: Promise<unknown>;
}

const prefix = '/relay/';

const relayUrl = (base: string, hook: Hook): string => `${base.replace(/^http/, 'ws')}${prefix}${hook.id}`;

export class Relay implements RelayedDeliveries {
  private readonly listeners = new Map<number, Listener>();
  /** What was sent in `Authorization`, one for each dial. */
  readonly dials: (string | undefined)[] = [];
  /** Refuses every dial with this status; 0 for none. */
  refusal = 0;

  constructor(
    server: http.Server,
    private readonly host: RelayHost,
  ) {
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      const token = request.headers.authorization;
      this.dials.push(token);
      const hook = host.hook(Number(request.url?.slice(prefix.length)));
      const status = this.refusal || (hook ? (host.mayListen(token, hook) ? 0 : 401) : 404);
      if (status > 0 || !hook) {
        socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        this.listeners.get(hook.id)?.socket.close();
        this.listeners.set(hook.id, { socket: opened, last: Promise.resolve() });
        opened.on('close', () => {
          // Nobody listens any more: the hook is switched off.
          if (this.listeners.get(hook.id)?.socket !== opened) return;
          this.listeners.delete(hook.id);
          hook.active = false;
        });
      });
    });
  }

  urlFor = relayUrl;

  isListening = (hook: Hook): boolean => this.listeners.has(hook.id);

  /** Ends the connections, as a restart of the relay does. */
  disconnect(): void {
    for (const { socket } of this.listeners.values()) socket.terminate();
  }

  /** Sends nothing and hears nothing any more, although the connections stay. */
  freeze(): void {
    for (const { socket } of this.listeners.values()) socket.pause();
  }

  exchange(hook: Hook, request: RelayedRequest, timeout: number): ReturnType<typeof sendRequest> {
    const listener = this.listeners.get(hook.id);
    if (!listener) return Promise.reject(new Error('nobody listens'));
    const answered = listener.last.then(() => this.ask(listener.socket, hook, request, timeout));
    listener.last = answered.catch(() => {});
    return answered;
  }

  private ask(
    socket: WebSocket,
    hook: Hook,
    { headers, body }: RelayedRequest,
    timeout: number,
  ): ReturnType<typeof sendRequest> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.host.giveUp(hook);
        socket.close();
        reject(Object.assign(new Error('no answer'), { name: 'TimeoutError' }));
      }, timeout);
      socket.once('close', () => {
        clearTimeout(late);
        reject(new Error('the connection ended'));
      });
      socket.once('message', (data: Buffer) => {
        clearTimeout(late);
        const { Status, Header, Body } = JSON.parse(data.toString());
        const flat = Object.fromEntries(Object.entries(Header).map(([name, values]) => [name, String(values)]));
        resolve({ status: Status, headers: flat, body: Buffer.from(Body, 'base64').toString() });
      });
      const Header = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
      socket.send(JSON.stringify({ Header, Body: body.toString('base64') }));
    });
  }
}
