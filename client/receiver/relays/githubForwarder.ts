import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { isObject } from '../../common/json';
import { t } from '../../common/translate';
import {
  injectDelivery,
  type ReceiverResponse,
  type RelayedRequest,
  type RelayTarget,
  safeHeaders,
} from './injectDelivery';
import {
  keepConnected,
  type Relay,
  RelayGoneError,
  type RelayState,
  type RetryTimes,
  watchForSilence,
} from './reconnect';

export interface ForwarderOptions {
  /** `ws_url` of the hook. */
  url: string;
  /** The token without its scheme. Read at each attempt to connect, because a sign-in renews it. */
  token(): Promise<string>;
  /**
   * Activates the hook: GitHub deactivates it when the connection ends. Throws {@link RelayGoneError} where it was deleted.
   */
  activate(): Promise<void>;
  target: RelayTarget;
  changed(change: RelayState): void;
  log(message: string): void;
  /** For tests. */
  times?: RetryTimes;
}

/** The relay is pinged three times in each `silence`. */
const defaultTimes: RetryTimes = { firstRetry: 500, lastRetry: 30_000, silence: 60_000 };

/** Maximum time in milliseconds until a connection is open. */
const connectMs = 10_000;

/** Maximum size of a frame in bytes: a body of 25 MB in base64, with headers. */
const maxFrameBytes = 40 * 1024 * 1024;

/**
 * Connects to GitHub's development relay, which `gh webhook forward` (https://github.com/cli/gh-webhook) uses and
 * is undocumented: one frame for each delivery, which must be answered before the next one is sent. GitHub ends the
 * connection when a delivery is not answered. With `patient`, resolves at once and keeps trying; without, rejects when
 * the first attempt fails.
 */
export function openGithubForwarder(options: ForwarderOptions, patient: boolean): Promise<Relay> {
  const { url, token, activate, target, changed, log, times = defaultTimes } = options;
  const { host } = new URL(url);

  const connect = async (over: (reason: string) => void, controller: AbortController): Promise<void> => {
    const socket = new WebSocket(url, {
      headers: { Authorization: await token() },
      handshakeTimeout: connectMs,
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      followRedirects: false,
    });
    controller.signal.addEventListener('abort', () => socket.terminate());
    let forwarded: Promise<unknown> = Promise.resolve();
    // Deliveries may come as soon as the hook is active.
    socket.on('message', (data: Buffer) => {
      forwarded = forwarded.then(async () => {
        const response = await forwardFrame(data, target, log);
        if (socket.readyState === WebSocket.OPEN) socket.send(response);
      });
    });
    const raw = await opened(socket);
    if (controller.signal.aborted) throw new Error(t('it was closed'));
    watchConnection(socket, raw, times.silence, over);
    try {
      await activate();
    } catch (error) {
      socket.removeAllListeners('close');
      socket.terminate();
      throw error;
    }
  };

  return keepConnected({ name: host, connect, changed, log, times }, patient);
}

/** Resolves with the TCP connection once the WebSocket is open. */
function opened(socket: WebSocket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('upgrade', (response) => socket.once('open', () => resolve(response.socket)));
    // A later error is followed by the end of the connection, which is handled.
    socket.on('error', reject);
    socket.once('unexpected-response', (request, { statusCode = 0 }) => {
      request.destroy();
      const isGone = statusCode === 404 || statusCode === 410;
      reject(isGone ? new RelayGoneError(gone()) : new Error(t('it returned {0}', statusCode)));
    });
  });
}

const gone = () => t('GitHub no longer has this webhook.');

/** Calls `over` once when the connection has ended, or is silent for too long. */
function watchConnection(socket: WebSocket, raw: Socket, silenceMs: number, over: (reason: string) => void): void {
  let reason: string | undefined;
  const watch = watchForSilence(silenceMs, (why) => {
    reason = why;
    socket.terminate();
  });
  const pings = setInterval(() => socket.ping(), silenceMs / 3).unref();
  // Any byte counts: a large delivery delays the response to a ping.
  raw.on('data', watch.heard);
  socket.once('close', (code, said) => {
    clearInterval(pings);
    watch.stop();
    over(
      reason ??
        t('it closed the connection ({0}{1})', code, said.length > 0 ? ` ${said.toString().slice(0, 200)}` : ''),
    );
  });
}

/** Forwards a frame and returns the frame with the response. After a failure there is one, too: GitHub waits for it. */
async function forwardFrame(data: Buffer, target: RelayTarget, log: (message: string) => void): Promise<string> {
  try {
    return formatFrame(await injectDelivery(parseFrame(data), target));
  } catch (error) {
    log(`A delivery of GitHub's relay was lost: ${(error as Error).message}`);
    return JSON.stringify({ Status: 502, Header: {}, Body: '' });
  }
}

function formatFrame({ status, headers, body }: ReceiverResponse): string {
  const lists = Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat()]);
  return JSON.stringify({ Status: status, Header: Object.fromEntries(lists), Body: body.toString('base64') });
}

/** A request as the relay describes it: `{"Header": {name: [value]}, "Body": base64}`, the bytes as GitHub signed them. */
export function parseFrame(data: Buffer): RelayedRequest {
  const frame: unknown = JSON.parse(data.toString('utf8'));
  if (!isObject(frame)) throw new Error('It is not a request.');
  const headers = Object.entries(isObject(frame.Header) ? frame.Header : {}).map(
    ([name, values]): [string, unknown] => [name, Array.isArray(values) ? values.join(', ') : values],
  );
  const body = typeof frame.Body === 'string' ? Buffer.from(frame.Body, 'base64') : Buffer.alloc(0);
  return { headers: safeHeaders(headers), search: '', body };
}
