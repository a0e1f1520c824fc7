import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { t } from '../../common/translate';

export interface Post {
  /** Upper case. */
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Sent as they are; a stream holds `length` bytes. */
  body: Buffer | { length: number; open(): Readable };
}

/** Without a byte in either direction. */
const idleMs = 30_000;

/**
 * Sends exactly these headers and bytes, unlike `fetch`, and follows no redirect: whoever answers, the request goes to
 * the address that was named and to no other. Rejects where there is no answer.
 */
export async function post({ method, url, headers, body }: Post): Promise<{ status: number; headers: Headers }> {
  const target = new URL(url);
  const request = (target.protocol === 'https:' ? https : http).request(target, {
    method,
    headers: { ...headers, ...(body.length > 0 || method !== 'GET' ? { 'content-length': body.length } : {}) },
    agent: false,
    timeout: idleMs,
  });
  request.on('timeout', () => request.destroy(new Error(t('nothing came within {0} s', idleMs / 1000))));
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  // An answer may come, and the connection go, before the last byte is sent.
  const sent = Buffer.isBuffer(body) ? void request.end(body) : pipeline(body.open(), request).catch(() => {});
  try {
    const response = await answered;
    response.on('error', () => {}).resume();
    return { status: response.statusCode ?? 0, headers: response.headers as unknown as Headers };
  } catch (error) {
    throw new Error(t('{0} did not answer: {1}.', target.host, reasonOf(error)));
  } finally {
    await sent;
    request.destroy();
  }
}

/** Names in lower case. */
type Headers = Record<string, string | undefined>;

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
