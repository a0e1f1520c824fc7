/** HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/): what browsers and proxies export and read. */
import { STATUS_CODES } from 'node:http';
import type { StoredDelivery } from '../../domain/delivery';

/** A delivery without its secrets. */
export interface HarInput {
  delivery: Pick<StoredDelivery, 'id' | 'kind' | 'receivedAt' | 'method' | 'answered' | 'milliseconds' | 'bytes'>;
  url: string;
  headers: Record<string, string>;
  body: HarBody;
}

/** Text, bytes in base64, or the reason why the body is left out. */
export type HarBody = { text: string } | { base64: string } | { omitted: string };

export function toHar(inputs: HarInput[], version: string): string {
  const log = { version: '1.2', creator: { name: 'Flow Webhooks', version }, entries: inputs.map(entry) };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

function entry({ delivery, url, headers, body }: HarInput): object {
  const { id, kind, receivedAt, method, answered, milliseconds, bytes } = delivery;
  return {
    startedDateTime: receivedAt,
    time: milliseconds,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(Object.entries(headers)),
      queryString: pairs([...new URL(url).searchParams]),
      ...(bytes > 0 && { postData: postData(headers['content-type'] ?? '', body) }),
      headersSize: -1,
      bodySize: bytes,
    },
    response: {
      status: answered,
      statusText: STATUS_CODES[answered] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      // The response to a handshake is not stored.
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: milliseconds, receive: 0 },
    comment: `${kind} ${id}`,
  };
}

/** HAR 1.2 has an encoding for responses only; custom fields begin with an underscore. */
function postData(mimeType: string, body: HarBody): object {
  if ('text' in body) return { mimeType, text: body.text };
  if ('base64' in body) return { mimeType, text: body.base64, _encoding: 'base64', comment: 'base64' };
  return { mimeType, text: '', comment: body.omitted };
}

const pairs = (entries: [string, string][]) => entries.map(([name, value]) => ({ name, value }));
