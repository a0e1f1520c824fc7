import { isObject } from '../../common/json';
import { t } from '../../common/translate';
import { guardedFetch } from '../../common/transport';
import { createEventParser } from './eventStream';
import { injectDelivery, type RelayedRequest, type RelayTarget, safeHeaders } from './injectDelivery';
import { keepConnected, type Relay, type RelayState, type RetryTimes, watchForSilence } from './reconnect';

export interface SmeeOptions {
  /** The URL that the service calls: `https://smee.io/<channel>`. */
  channelUrl: string;
  target: RelayTarget;
  changed(change: RelayState): void;
  log(message: string): void;
  /** For tests. */
  times?: RetryTimes;
}

/** smee pings every 30 s: a silence of 75 s means that two pings were missed. */
const defaultTimes: RetryTimes = { firstRetry: 500, lastRetry: 30_000, silence: 75_000 };

/** Maximum time in milliseconds until a connection is open. */
const connectMs = 10_000;

/**
 * Connects to a channel of a smee server (https://github.com/probot/smee.io, lib/server.js) and injects its deliveries
 * one after another, in the order of the channel. With `patient`, resolves at once and keeps trying; without, rejects
 * when the first attempt fails.
 * smee-client is not used: it needs a newer Node than the oldest supported editor has, does not keep the order and does
 * not notice sleep.
 */
export function openSmeeRelay(options: SmeeOptions, patient: boolean): Promise<Relay> {
  const { channelUrl, target, changed, log, times = defaultTimes } = options;
  const { host } = new URL(channelUrl);
  let injected: Promise<unknown> = Promise.resolve();

  const take = (data: string) => {
    injected = injected
      .then(() => injectDelivery(parseSmeeMessage(data), target))
      .catch((error: Error) => log(`A delivery of the relay ${host} was lost: ${error.message}`));
  };

  const connect = async (over: (reason: string) => void, controller: AbortController): Promise<void> => {
    const limit = setTimeout(() => controller.abort(), connectMs);
    let response: Response;
    try {
      // smee's server compares this header as a whole.
      const headers = { Accept: 'text/event-stream', 'Cache-Control': 'no-cache' };
      ({ response } = await guardedFetch(channelUrl, { headers, signal: controller.signal }));
    } finally {
      clearTimeout(limit);
    }
    const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
    if (!response.ok || !isStream || !response.body) {
      controller.abort();
      throw new Error(
        isStream ? t('it returned {0}', response.status) : t('it returned {0} and no event stream', response.status),
      );
    }
    void read(response.body, take, times.silence, controller).then(over, (error: Error) => over(error.message));
  };

  return keepConnected({ name: host, connect, changed, log, times }, patient);
}

/** Reads until the stream ends, is silent for too long, or the machine slept. Returns why it is over. */
async function read(
  body: ReadableStream<Uint8Array>,
  take: (data: string) => void,
  silenceMs: number,
  controller: AbortController,
): Promise<string> {
  let reason = t('it closed the connection');
  const watch = watchForSilence(silenceMs, (cause) => {
    reason = cause;
    controller.abort();
  });
  const parse = createEventParser();
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) {
      watch.heard();
      for (const { type, data } of parse(decoder.decode(chunk, { stream: true }))) {
        if (type === 'message') take(data);
      }
    }
    return reason;
  } catch (error) {
    const why = controller.signal.aborted ? reason : (error as Error).message;
    controller.abort();
    return why;
  } finally {
    watch.stop();
  }
}

/** The request in a smee message, which has the headers next to `body`, `query` and `timestamp`. */
export function parseSmeeMessage(data: string): RelayedRequest {
  const message: unknown = JSON.parse(data);
  if (!isObject(message)) throw new Error('It is not a request.');
  const { body, query, ...rest } = message;
  // No longer true of the body, which smee has parsed.
  const headers = safeHeaders(Object.entries(rest).filter(([name]) => name.toLowerCase() !== 'content-encoding'));
  const pairs = Object.entries(isObject(query) ? query : {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  const search = pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return { headers, search, body: Buffer.from(text, 'utf8') };
}
