import { request as httpRequest } from 'node:http';
import { isObject } from '../webhooks/json';
import { guardedFetch } from '../webhooks/services/transport';
import { createEventParser } from './eventStream';

/** A connection to a smee channel that stays, whatever happens to it in between. */
export interface Relay {
  /** Since when it is down, in milliseconds since the epoch; undefined while it is up. */
  downSince(): number | undefined;
  close(): void;
}

export interface RelayOptions {
  /** What the service calls: `https://smee.io/<channel>`. */
  channelUrl: string;
  /** Where deliveries go: a callback of the receiver on this machine. */
  target: { port: number; path: string };
  /** Called when it goes down and when it is up again, with how long it was down. */
  changed(state: 'lost' | 'back', downMs: number): void;
  log(message: string): void;
  /** Milliseconds; for tests. */
  times?: { firstRetry: number; lastRetry: number; silence: number };
}

const defaultTimes = {
  firstRetry: 500,
  lastRetry: 30_000,
  // smee pings every 30 s: two in a row were missed.
  silence: 75_000,
};

/** How long the first connection may take. */
const connectMs = 10_000;

/** A check that comes so late after the one before it: the machine slept, and the connection did not survive it. */
const sleptMs = 20_000;

/**
 * Connects to a channel of a smee server (https://github.com/probot/smee.io, lib/server.js) and hands each delivery to
 * the receiver, one after another, in the order of the channel. With `patient`, resolves at once and tries on; without,
 * rejects where the first connection does not come about.
 * smee-client needs a newer Node than the oldest editor that we support has, keeps no order and does not notice sleep.
 */
export async function openRelay(options: RelayOptions, patient: boolean): Promise<Relay> {
  const { channelUrl, target, changed, log, times = defaultTimes } = options;
  const { host } = new URL(channelUrl);
  let current: AbortController | undefined;
  let closed = false;
  let downSince: number | undefined;
  let retry: NodeJS.Timeout | undefined;
  let delay = times.firstRetry;
  let handedOver: Promise<void> = Promise.resolve();

  const take = (data: string) => {
    handedOver = handedOver
      .then(() => deliver(data, target))
      .catch((error: Error) => log(`A delivery of the relay ${host} was lost: ${error.message}`));
  };

  /** Resolves once connected, and calls back when that is over. */
  const connect = async (over: (reason: string) => void): Promise<void> => {
    const controller = new AbortController();
    current = controller;
    const limit = setTimeout(() => controller.abort(), connectMs);
    let response: Response;
    try {
      // Its server compares this header as a whole.
      const headers = { Accept: 'text/event-stream', 'Cache-Control': 'no-cache' };
      ({ response } = await guardedFetch(channelUrl, { headers, signal: controller.signal }));
    } finally {
      clearTimeout(limit);
    }
    const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
    if (!response.ok || !isStream || !response.body) {
      controller.abort();
      throw new Error(`it answered ${response.status}${isStream ? '' : ', and no event stream'}`);
    }
    void read(response.body, take, times.silence, controller).then(over, (error: Error) => over(error.message));
  };

  const lost = (reason: string) => {
    if (closed) return;
    if (downSince === undefined) {
      downSince = Date.now();
      log(`The relay ${host} is lost: ${reason}`);
      changed('lost', 0);
    }
    // Not all at once, when a server comes back to many.
    retry = setTimeout(again, delay * (0.75 + Math.random() / 2));
    retry.unref();
    delay = Math.min(delay * 2, times.lastRetry);
  };

  const again = () =>
    connect(lost).then(
      () => {
        if (closed) return;
        delay = times.firstRetry;
        const downMs = Date.now() - (downSince ?? Date.now());
        downSince = undefined;
        log(`The relay ${host} is back`);
        changed('back', downMs);
      },
      (error: Error) => lost(error.message),
    );

  if (patient) void connect(lost).catch((error: Error) => lost(error.message));
  else await connect(lost);

  return {
    downSince: () => downSince,
    close() {
      closed = true;
      clearTimeout(retry);
      current?.abort();
    },
  };
}

/** Reads until the stream ends, is silent for too long, or the machine slept. Answers why it is over. */
async function read(
  body: ReadableStream<Uint8Array>,
  take: (data: string) => void,
  silenceMs: number,
  controller: AbortController,
): Promise<string> {
  let heard = Date.now();
  let looked = heard;
  let reason = 'it closed the connection';
  const watch = setInterval(
    () => {
      const now = Date.now();
      if (now - looked > sleptMs) reason = 'this machine slept';
      else if (now - heard > silenceMs) reason = 'it is silent';
      else {
        looked = now;
        return;
      }
      controller.abort();
    },
    Math.min(5_000, silenceMs / 2),
  ).unref();
  const parse = createEventParser();
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) {
      heard = Date.now();
      for (const { type, data } of parse(decoder.decode(chunk, { stream: true }))) {
        if (type === 'message') take(data);
      }
    }
    return reason;
  } catch (error) {
    const said = controller.signal.aborted ? reason : (error as Error).message;
    controller.abort();
    return said;
  } finally {
    clearInterval(watch);
  }
}

/** Of one connection, or no longer true of the body: smee has parsed it. */
const notForwarded =
  /^(host|content-length|content-encoding|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|proxy-.*)$/;

/** A request as smee describes it: headers beside `body`, `query` and `timestamp`. */
export function unpack(data: string): { headers: Record<string, string>; search: string; body: Buffer } {
  const message: unknown = JSON.parse(data);
  if (!isObject(message)) throw new Error('It is no request.');
  const { body, query, ...rest } = message;
  const headers = Object.entries(rest).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      /^[\w!#$%&'*+.^`|~-]+$/.test(entry[0]) &&
      /^[\t\x20-\x7e\x80-\xff]*$/.test(entry[1]) &&
      !notForwarded.test(entry[0].toLowerCase()),
  );
  const pairs = Object.entries(isObject(query) ? query : {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  const search = pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return { headers: Object.fromEntries(headers), search, body: Buffer.from(text, 'utf8') };
}

/** Through the receiver's own door, so that it is verified, stored and checked like any other. */
function deliver(data: string, { port, path }: RelayOptions['target']): Promise<void> {
  const { headers, search, body } = unpack(data);
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path: path + search,
      method: 'POST',
      headers: { ...headers, 'Content-Length': body.length },
      agent: false,
      timeout: 30_000,
    });
    request.on('timeout', () => request.destroy(new Error('the receiver did not answer')));
    request.on('error', reject);
    request.on('response', (response) => response.resume().on('end', resolve).on('error', reject));
    request.end(body);
  });
}
