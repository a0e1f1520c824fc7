import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { readAll } from '../support/standIn';

export interface Got {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  raw: Buffer;
}

/** What a relay hands over to, in place of the receiver. */
export async function startTarget(): Promise<{ got: Got[]; port: number }> {
  const got: Got[] = [];
  const server = http
    .createServer(async (request, response) => {
      const raw = await readAll(request);
      got.push({ method: request.method!, url: request.url!, headers: request.headers, body: raw.toString(), raw });
      response.setHeader('X-Answer', 'yes').end('seen');
    })
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { got, port: (server.address() as AddressInfo).port };
}
