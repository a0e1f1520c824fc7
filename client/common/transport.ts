/** Calls to services, all of which go through {@link guardedFetch}. */
import { charsetOf } from '../../server/protocol/body';
import { proxyProblem } from './proxy';
import { t } from './translate';

/** A call that got no response, or a response that refuses it. */
export class ServiceError extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 where there was no response. */
    readonly status: number,
    /** True where the service may have acted all the same: a timeout, a reset, a 5xx. */
    readonly inDoubt: boolean,
    /** The property of a command's object that another value might help with. */
    readonly property?: 'baseUrl' | 'credentials' | 'exposure' | 'parameters',
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** A proxy did not let a call through: nothing of it reached the service. */
export class ProxyError extends ServiceError {}

export interface Outgoing {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | FormData;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** The body, cut to {@link SendOptions.maxBytes}. */
  text: string;
  /** Why the body could not be read to its end. Status and headers are valid all the same. */
  broken?: string;
  /** The URL that responded, after redirects. */
  url: string;
}

export interface SendOptions {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Maximum size of the response's body. Defaults to 1 MiB. */
  maxBytes?: number;
  /**
   * Receives a response that comes after `timeoutMs` and within `ms` after the call. Without it, the call ends at its
   * timeout.
   */
  late?: { ms: number; signal: AbortSignal; take(answer: Promise<Answer>): void };
}

const maxHops = 5;
const answerLimit = 1024 * 1024;

/** Makes a call and returns the response, whatever its status. Rejects with a {@link ServiceError} where there is none. */
export async function send(outgoing: Outgoing, options: SendOptions): Promise<Answer> {
  const { timeoutMs, late } = options;
  const limit = AbortSignal.timeout(late?.ms ?? timeoutMs);
  const signals = [limit, options.signal, late?.signal].filter((one) => one !== undefined);
  const head: Head = { came: false };
  const answer = attempt(outgoing, AbortSignal.any(signals), options, head).catch((error) => {
    throw error instanceof ServiceError ? error : noAnswer(error, outgoing, options, limit);
  });
  return late ? inTime(answer, head, outgoing, timeoutMs, late.take) : answer;
}

/** Whether the status and the headers of a response have arrived; the timeout applies to them alone. */
interface Head {
  came: boolean;
}

/** Returns a response that begins in time; a later one is passed to `take`. */
async function inTime(
  answer: Promise<Answer>,
  head: Head,
  { url }: Outgoing,
  timeoutMs: number,
  take: (answer: Promise<Answer>) => void,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      if (head.came) return;
      take(answer);
      reject(timedOut(url, timeoutMs));
    }, timeoutMs);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Methods that may be sent twice, because a kept connection may break just when it is used again. */
const isRepeatable = /^(GET|HEAD|DELETE)$/;

async function attempt(outgoing: Outgoing, signal: AbortSignal, options: SendOptions, head: Head): Promise<Answer> {
  const { url, ...init } = outgoing;
  const call = () => guardedFetch(url, { ...init, signal });
  const { response, url: answered } = await call().catch((error) => {
    if (signal.aborted || !isRepeatable.test(outgoing.method) || !isBroken(error)) throw error;
    return call();
  });
  head.came = true;
  return { status: response.status, headers: response.headers, ...(await readText(response, options)), url: answered };
}

const isBroken = (error: unknown) => /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(codeOf(error) ?? '');

/**
 * `fetch` that does not leak credentials: it follows at most five redirects, within one origin only. Node's `fetch` drops
 * `Authorization` on the way to another origin, but neither `X-Api-Key` nor cookies. Only 307 and 308 keep the method; any
 * other redirect of a call that changes something is returned as the response.
 */
export async function guardedFetch(url: string, init: RequestInit): Promise<{ response: Response; url: string }> {
  let current = new URL(url);
  for (let hop = 0; ; hop++) {
    const { host } = current;
    const response = await fetch(current, { ...init, redirect: 'manual' }).catch((error) => {
      const problem = proxyProblem(error, host);
      throw problem ? new ProxyError(problem.message, problem.status, false) : error;
    });
    const location = response.headers.get('location');
    const keepsMethod = [307, 308].includes(response.status) || /^(GET|HEAD)$/i.test(init.method ?? 'GET');
    if (![301, 302, 303, 307, 308].includes(response.status) || !location || !keepsMethod) {
      return { response, url: current.href };
    }
    await response.body?.cancel();
    const next = URL.canParse(location, current.href) ? new URL(location, current.href) : undefined;
    if (next?.origin !== current.origin) {
      const target = next && /^https?:$/.test(next.protocol) ? nameOf(next, current) : undefined;
      throw new ServiceError(leadsElsewhere(current.host, target), response.status, false, 'baseUrl');
    }
    if (hop === maxHops)
      throw new ServiceError(t('{0} redirects too many times.', current.host), response.status, false);
    current = next;
  }
}

/** The host of a URL; with its scheme where only that differs. */
const nameOf = (to: URL, from: URL): string => (to.host === from.host ? to.origin : to.host);

async function readText(
  response: Response,
  { maxBytes = answerLimit, timeoutMs }: SendOptions,
): Promise<Pick<Answer, 'text' | 'broken'>> {
  const endsAt = performance.now() + timeoutMs;
  const chunks: Buffer[] = [];
  let length = 0;
  let broken: string | undefined;
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const chunk = await nextChunk(reader);
      if (chunk === undefined) break;
      if (performance.now() > endsAt) throw new Error(t('it did not end within {0} s', timeoutMs / 1000));
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      // Enough to act on and to quote; a hostile service could send without end.
      if (length > maxBytes) {
        broken = t('it has more than {0} MiB', maxBytes / (1024 * 1024));
        break;
      }
    }
  } catch (error) {
    broken = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  }
  void reader?.cancel().catch(() => {});
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
  const text = new TextDecoder(charsetOf(bytes, response.headers.get('content-type'))).decode(bytes);
  return broken === undefined ? { text } : { text, broken };
}

/** Maximum time in milliseconds without a byte of the body. */
const standstillMs = 10_000;

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  if (!reader) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const standstill = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(t('nothing more came within {0} s', standstillMs / 1000))), standstillMs);
  });
  try {
    return (await Promise.race([reader.read(), standstill])).value;
  } finally {
    clearTimeout(timer);
  }
}

/** The message, without a code, with which fetch refuses a port that its standard forbids. */
const badPort = 'bad port';

/** Codes of Node and undici for failures before anything was sent: the service cannot have acted. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'EPROTO',
]);

/** True for faults of the service's certificate. OpenSSL's alerts are about the client's certificate, and excluded. */
const isCertificate = (code: string) =>
  /CERT|VERIFY_LEAF|HOSTNAME_MISMATCH|^INVALID_(CA|PURPOSE)$/.test(code) && !isHandshake(code);

/** True for OpenSSL's codes of a failed handshake, before which nothing of the call is sent. */
const isHandshake = (code: string) => code.startsWith('ERR_SSL_');

/** Codes of a TLS handshake with a server that speaks plain http. */
const isPlainHttp = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/;

/** The message for a redirect to another origin; `target` is undefined where that is not a URL. */
const leadsElsewhere = (host: string, target: string | undefined): string =>
  target === undefined
    ? t(
        '{0} redirects to another URL, which gets neither the request nor your credentials. Check `host` in the definition.',
        host,
      )
    : t(
        '{0} redirects to {1}, which gets neither the request nor your credentials. Check `host` in the definition.',
        host,
        target,
      );

function noAnswer(
  error: unknown,
  { url }: Outgoing,
  { timeoutMs, signal, late }: SendOptions,
  limit: AbortSignal,
): ServiceError {
  const { host } = new URL(url);
  if (signal?.aborted || late?.signal.aborted)
    return new ServiceError(t('The request to {0} was canceled before a response arrived.', host), 0, true);
  if (limit.aborted) return timedOut(url, late?.ms ?? timeoutMs);
  const code = codeOf(error);
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  if (code === 'UND_ERR_INVALID_ARG' || isNoRequest(error)) {
    return new ServiceError(t("The request to {0} can't be sent ({1}).", host, reason), 0, false);
  }
  if (code === badPort) {
    return new ServiceError(
      t("Can't reach {0}, because requests to this port are blocked. Use another port.", host),
      0,
      false,
      'baseUrl',
    );
  }
  if (code && isCertificate(code)) {
    return new ServiceError(
      t(
        "Can't reach {0}, because its certificate is not trusted ({1}). Trust its issuer on this computer, or check `host` in the definition.",
        host,
        code,
      ),
      0,
      false,
      'baseUrl',
    );
  }
  if (code && isPlainHttp.test(code)) {
    return new ServiceError(
      t('{0} does not use https. If the service uses http, add `http` to `schemes` in the definition.', host),
      0,
      false,
      'baseUrl',
    );
  }
  if (code && (neverSent.has(code) || isHandshake(code) || isConnecting(error))) {
    return new ServiceError(
      t("Can't reach {0} ({1}). Check `host` in the definition and your connection.", host, reason),
      0,
      false,
      'baseUrl',
    );
  }
  return new ServiceError(t('The connection to {0} broke before a response arrived ({1}).', host, reason), 0, true);
}

const timedOut = (url: string, ms: number) =>
  new ServiceError(t('{0} did not respond within {1} s.', new URL(url).host, ms / 1000), 0, true);

/** True when the connection was never established. */
function isConnecting(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ('syscall' in cause && cause.syscall === 'connect') return true;
    // Node's message, which has no code: the service hung up during the handshake.
    if (/ before secure TLS connection was established$/.test(cause.message)) return true;
  }
  return false;
}

/** True for errors before the call, such as an invalid header name; not for failures whose cause is hidden. */
const isNoRequest = (error: unknown) =>
  error instanceof TypeError && error.cause === undefined && !/^(fetch failed|failed to fetch)$/i.test(error.message);

/** The code of an error. undici wraps network errors as the cause of a TypeError, several of them in an AggregateError. */
function codeOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause.message === badPort) return badPort;
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return codeOf(cause.errors[0]);
  }
  return undefined;
}
