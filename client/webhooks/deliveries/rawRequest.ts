import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { t } from '../../common/translate';

export interface RawRequest {
  /** Upper case. */
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The bytes; a stream has `length` of them. */
  body: Buffer | { length: number; open(): Readable };
}

/** Time limit without a byte in either direction. */
const idleMs = 30_000;

/**
 * Sends exactly these headers and bytes, unlike `fetch`, and follows no redirect: the request goes to this URL and to no
 * other. Rejects without a response.
 */
export async function sendRaw({
  method,
  url,
  headers,
  body,
}: RawRequest): Promise<{ status: number; headers: Headers }> {
  const target = new URL(url);
  const request = (target.protocol === 'https:' ? https : http).request(target, {
    method,
    headers: { ...headers, ...(body.length > 0 || method !== 'GET' ? { 'content-length': body.length } : {}) },
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
    throw new Error(t('{0} did not respond: {1}.', target.host, reasonOf(error)));
  } finally {
    await sent;
    request.destroy();
  }
}

/** Headers with names in lower case. */
type Headers = Record<string, string | undefined>;

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
