import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { t } from '../../common/translate';

/** The address of a callback on this machine. */
export interface RelayTarget {
  port: number;
  path: string;
  /** True while the port is the receiver's: another program on it must not get a delivery. */
  isOurs(): boolean;
}

/** A request that came through a relay. */
export interface RelayedRequest {
  headers: Record<string, string>;
  /** The query with its question mark; empty where there is none. */
  search: string;
  body: Buffer;
}

export interface ReceiverResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Names of headers that describe the relay's connection and must not be passed on. */
const connectionHeader =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|proxy-.*)$/;

/** The headers of a stranger, without those that would break out of their line or that describe a connection. */
export function safeHeaders(entries: [string, unknown][]): Record<string, string> {
  const safe = entries.filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      /^[\w!#$%&'*+.^`|~-]+$/.test(entry[0]) &&
      /^[\t\x20-\x7e\x80-\xff]*$/.test(entry[1]) &&
      !connectionHeader.test(entry[0].toLowerCase()),
  );
  return Object.fromEntries(safe);
}

/** Sends a request to the receiver's port, so that it is verified, stored and checked like any other delivery. */
export function injectDelivery(
  { headers, search, body }: RelayedRequest,
  { port, path, isOurs }: RelayTarget,
): Promise<ReceiverResponse> {
  return new Promise((resolve, reject) => {
    if (!isOurs()) throw new Error(t('the callback server has lost its port {0}', port));
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path: path + search,
      method: 'POST',
      headers: { ...headers, 'Content-Length': body.length },
      agent: false,
      timeout: 30_000,
    });
    request.on('timeout', () => request.destroy(new Error(t('the callback server did not respond'))));
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 502, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.end(body);
  });
}
