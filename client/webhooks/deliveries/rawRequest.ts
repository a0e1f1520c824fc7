import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../../common/heldFiles';
import { t } from '../../common/translate';

export interface RawRequest {
  /** Upper case. */
  method: string;
  url: string;
  /** By name, or a list, whose names keep their case and their order and may be repeated. */
  headers: Record<string, string> | HeaderList;
  /** The bytes; a stream has `length` of them. */
  body: Buffer | { length: number; open(): Readable };
}

export type HeaderList = [name: string, value: string][];

/** Time limit without a byte in either direction. */
const idleMs = 30_000;

export interface RawResponse {
  status: number;
  headers: Headers;
  /** The address that answered, where nobody listened on the one in the URL. */
  answeredAt?: string;
}

/**
 * As {@link sendRaw}, to an app of the person's own. A server that listens on `localhost` is on ::1 alone or on
 * 127.0.0.1 alone, depending on its platform: where nobody listens on the one, the other one is tried.
 */
export async function sendRawToEither(request: RawRequest): Promise<RawResponse> {
  try {
    return await sendRaw(request);
  } catch (error) {
    const { protocol, hostname } = new URL(request.url);
    const isRefused = protocol === 'http:' && error instanceof NoResponse && error.code === 'ECONNREFUSED';
    for (const other of isRefused ? (otherAddresses[hostname] ?? []) : []) {
      const sent = await sendRaw(request, other).catch(() => undefined);
      if (sent) return { ...sent, answeredAt: hostOf(other, request.url) };
    }
    throw error;
  }
}

/** The other addresses of this machine, by host name as in a URL. `localhost` may be one of them or both. */
const otherAddresses: Record<string, string[] | undefined> = {
  '127.0.0.1': ['::1'],
  '[::1]': ['127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
};

const hostOf = (address: string, url: string): string => {
  const { port } = new URL(url);
  return `${address.includes(':') ? `[${address}]` : address}${port && `:${port}`}`;
};

class NoResponse extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

/**
 * Sends exactly these headers and bytes, unlike `fetch`, and follows no redirect: the request goes to this URL and to no
 * other. Rejects without a response.
 * @param address where to connect to, if not where the URL says; the request is the same
 */
export async function sendRaw({ method, url, headers, body }: RawRequest, address?: string): Promise<RawResponse> {
  const target = new URL(url);
  const request = (target.protocol === 'https:' ? https : http).request(target, {
    ...(address !== undefined && { hostname: address, setHost: false }),
    method,
    headers: headersOf(target, headers, body.length > 0 || method !== 'GET' ? body.length : undefined),
    agent: false,
    timeout: idleMs,
  });
  request.on('timeout', () => request.destroy(new Error(t('nothing came within {0} s', idleMs / 1000))));
  const responded = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  // The response may come, and the connection close, before the last byte is sent.
  const sent = Buffer.isBuffer(body) ? void request.end(body) : pipeline(body.open(), request).catch(() => {});
  try {
    const response = await responded;
    response.on('error', () => {}).resume();
    return { status: response.statusCode ?? 0, headers: response.headers as unknown as Headers };
  } catch (error) {
    throw new NoResponse(t('{0} did not respond: {1}.', target.host, reasonOf(error)), codeOf(error));
  } finally {
    await sent;
    request.destroy();
  }
}

function headersOf(
  { host }: URL,
  headers: RawRequest['headers'],
  length: number | undefined,
): http.OutgoingHttpHeaders | string[] {
  if (!Array.isArray(headers)) return { host, ...headers, ...(length !== undefined && { 'content-length': length }) };
  // Node adds no Host to a list.
  const size: HeaderList = length === undefined ? [] : [['Content-Length', String(length)]];
  const all: HeaderList = [['Host', host], ...headers, ...size, ['Connection', 'close']];
  return all.flat();
}

/** Headers with names in lower case. */
type Headers = Record<string, string | undefined>;

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
