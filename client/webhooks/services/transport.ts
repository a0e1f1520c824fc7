/** The one way out: every call to a service goes through {@link guardedFetch}. */
import { t } from '../text';

/** A call that got no answer, or an answer that says no. */
export class ServiceError extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** The service may have done what it was asked to: a timeout, a reset, a 5xx. */
    readonly inDoubt: boolean,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

export interface Outgoing {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | FormData;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** At most {@link SendOptions.maxBytes} of it. */
  text: string;
  /** Where it came from, after redirects. */
  url: string;
}

export interface SendOptions {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Of the answer; 1 MiB unless told. */
  maxBytes?: number;
}

const maxHops = 5;
const answerLimit = 1024 * 1024;

/** A call and its answer, whatever its status. Rejects with a {@link ServiceError} where there is none. */
export async function send(outgoing: Outgoing, options: SendOptions): Promise<Answer> {
  const { url, ...init } = outgoing;
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    const { response, url: answered } = await guardedFetch(url, { ...init, signal });
    return {
      status: response.status,
      headers: response.headers,
      text: await readText(response, options.maxBytes),
      url: answered,
    };
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw noAnswer(error, outgoing, options, timeout);
  }
}

/**
 * `fetch` that keeps credentials where they belong: it follows redirects by itself, within one origin only and at most
 * five. Node's own following drops `Authorization` on the way to another origin but not `X-Api-Key` or cookies.
 * Only 307 and 308 keep the method; any other redirect of a call that changes something is the answer.
 */
export async function guardedFetch(url: string, init: RequestInit): Promise<{ response: Response; url: string }> {
  let current = new URL(url);
  for (let hop = 0; ; hop++) {
    const response = await fetch(current, { ...init, redirect: 'manual' });
    const location = response.headers.get('location');
    const keepsMethod = [307, 308].includes(response.status) || /^(GET|HEAD)$/i.test(init.method ?? 'GET');
    if (![301, 302, 303, 307, 308].includes(response.status) || !location || !keepsMethod) {
      return { response, url: current.href };
    }
    await response.body?.cancel();
    const next = URL.canParse(location, current.href) ? new URL(location, current.href) : undefined;
    if (next?.origin !== current.origin) {
      throw new ServiceError(
        t(
          '{0} redirects to {1}, which gets neither credentials nor the call. Use the right address as "baseUrl".',
          current.host,
          next && /^https?:$/.test(next.protocol) ? next.host : t('another place'),
        ),
        response.status,
        false,
      );
    }
    if (hop === maxHops) throw new ServiceError(t('{0} redirects too often.', current.host), response.status, false);
    current = next;
  }
}

async function readText(response: Response, limit = answerLimit): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    // Enough to act on and to quote; what a hostile service sends beyond it is not kept.
    if (length > limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
}

/** What fetch says, without a code, of ports that its standard forbids. */
const badPort = 'bad port';

/** Failures before anything was sent: the service cannot have acted. Codes of Node and undici. */
const neverSent = new Set([
  badPort,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function noAnswer(
  error: unknown,
  { url }: Outgoing,
  { timeoutMs, signal }: SendOptions,
  timeout: AbortSignal,
): ServiceError {
  const { host } = new URL(url);
  if (signal?.aborted) return new ServiceError(t('The call to {0} was cancelled before it answered.', host), 0, true);
  if (timeout.aborted) return new ServiceError(t('{0} did not answer within {1} s.', host, timeoutMs / 1000), 0, true);
  const code = codeOf(error);
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  if (code && neverSent.has(code)) {
    return new ServiceError(t('{0} cannot be reached ({1}). Check "baseUrl" and the network.', host, reason), 0, false);
  }
  return new ServiceError(t('The connection to {0} broke before it answered ({1}).', host, reason), 0, true);
}

/** undici wraps the network's error as the cause of a TypeError, and several of them in an AggregateError. */
function codeOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause.message === badPort) return badPort;
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return codeOf(cause.errors[0]);
  }
  return undefined;
}
