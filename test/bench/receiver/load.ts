/** Sends deliveries as fast as they are answered, from its own process. */
import { createHmac } from 'node:crypto';
import net from 'node:net';

export interface Target {
  port: number;
  /** Callback paths, assigned to connections in turn. */
  paths: string[];
  secret: string;
  /** The payload; each delivery adds its `connection` and its `number` on it. */
  payload: object;
  connections: number;
  /** Number of deliveries per connection. */
  deliveries: number;
}

export interface Load {
  perSecond: number;
  /** Milliseconds from the first byte sent to the last byte of the response. */
  p50: number;
  p99: number;
  worst: number;
  /** Number of responses by status. */
  statuses: Record<string, number>;
}

export async function load(target: Target): Promise<Load> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const started = performance.now();
  await Promise.all(
    Array.from({ length: target.connections }, async (_, connection) => {
      const sender = await connect(target.port);
      for (let number = 0; number < target.deliveries; number++) {
        const message = messageOf(target, connection, number);
        const sent = performance.now();
        const status = await sender.send(message);
        latencies.push(performance.now() - sent);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
      sender.close();
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!;
  return { perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), worst: latencies.at(-1)!, statuses };
}

const tails = new WeakMap<object, string>();

/** The raw bytes of one delivery, because a client library would cost more than the receiver. */
export function messageOf(target: Target, connection: number, number: number): Buffer {
  const tail = tails.get(target.payload) ?? JSON.stringify(target.payload).slice(1);
  tails.set(target.payload, tail);
  const body = Buffer.from(`{"connection":${connection},"number":${number},${tail}`);
  const signature = createHmac('sha256', target.secret).update(body).digest('hex');
  const path = target.paths[connection % target.paths.length]!;
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${target.port}`,
    'User-Agent: GitHub-Hookshot/044aadd',
    'Accept: */*',
    'Content-Type: application/json',
    'X-GitHub-Event: push',
    `X-GitHub-Delivery: 72d3162e-cc78-11e3-${connection}-${number}`,
    'X-GitHub-Hook-ID: 292430182',
    'X-GitHub-Hook-Installation-Target-ID: 79929171',
    'X-GitHub-Hook-Installation-Target-Type: repository',
    `X-Hub-Signature-256: sha256=${signature}`,
    `Content-Length: ${body.length}`,
    '\r\n',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}

interface Sender {
  /** Sends a delivery and resolves to the response's status. */
  send(message: Buffer): Promise<string>;
  close(): void;
}

export function connect(port: number): Promise<Sender> {
  return new Promise((connected, failed) => {
    const socket = net.connect(port, '127.0.0.1').setNoDelay();
    let text = '';
    let answered: ((status: string) => void) | undefined;
    let broken = failed;
    socket.on('error', (error) => broken(error));
    socket.on('close', () => broken(new Error('The receiver closed the connection.')));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? -1);
      const isWhole = length >= 0 ? text.length >= head + 4 + length : text.endsWith('0\r\n\r\n');
      if (!isWhole) return;
      const status = text.slice(9, 12);
      text = '';
      answered?.(status);
    });
    socket.on('connect', () =>
      connected({
        send: (message) =>
          new Promise((resolve, reject) => {
            answered = resolve;
            broken = reject;
            socket.write(message);
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}
