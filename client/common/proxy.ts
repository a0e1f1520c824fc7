/** Proxies between this computer and a service: how they refuse, and what they are called in messages. */
import { t } from './translate';

/** The host and port of the proxy that the editor's settings name; undefined where the system chooses one. */
let configured: () => string | undefined = () => undefined;

export function setProxyAddress(read: () => string | undefined): void {
  configured = read;
}

/** `proxy.example:3128` for the address of a proxy, without the credentials in it; undefined where it is not an address. */
export function proxyHost(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  return new URL(address).host || undefined;
}

/** Why a proxy did not let a call through. */
export interface ProxyProblem {
  message: string;
  /** The proxy's answer; 0 where there was none. */
  status: number;
}

/**
 * The reason why a call to a host failed, where it is a proxy's: it refuses, wants a password, cannot reach the host, or
 * does not answer itself. Nothing of the call reached the service.
 */
export function proxyProblem(error: unknown, host: string): ProxyProblem | undefined {
  const status = isChallenge(error) ? 407 : tunnelStatus(error);
  if (status !== undefined) return { message: refusal(host, status), status };
  const address = configured();
  const code = address === undefined ? undefined : failureAt(error, address);
  if (code === undefined) return undefined;
  const message = t(
    "Can't reach {0}, because the proxy {1} does not answer ({2}). Check the setting `http.proxy` and your connection.",
    host,
    address!,
    code,
  );
  return { message, status: 0 };
}

function refusal(host: string, status: number): string {
  const name = configured() ?? t('of this computer');
  if (status === 407) {
    return t(
      "Can't reach {0}, because the proxy {1} requires a user name and a password (407). Enter them where the editor asks for them, or check the setting `http.proxy`.",
      host,
      name,
    );
  }
  if (status >= 500) {
    return t(
      "Can't reach {0}, because the proxy {1} has no connection to it ({2}). Check the URL. For a service inside your network, list it in the setting `http.noProxy`.",
      host,
      name,
      status,
    );
  }
  return t(
    "Can't reach {0}, because the proxy {1} refuses the connection ({2}). Check the setting `http.proxy`, or ask whoever runs the proxy to allow it.",
    host,
    name,
    status,
  );
}

/** The chain of causes of an error; fetch wraps what happened, several times where an agent is in between. */
function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    yield cause;
    if (cause instanceof AggregateError) yield* cause.errors.filter((one) => one instanceof Error);
  }
}

/** The answer of a proxy to CONNECT, which only the message of undici's error has (undici, lib/dispatcher/proxy-agent.js). */
function tunnelStatus(error: unknown): number | undefined {
  for (const { message } of causesOf(error)) {
    const [, status] = /^Proxy response \((\d{3})\) .* when HTTP Tunneling/.exec(message) ?? [];
    if (status) return Number(status);
  }
  return undefined;
}

/**
 * The code of an error of connecting to the proxy, or of looking up its name. A name that was found gives errors with its
 * addresses: the port then has to do.
 */
function failureAt(error: unknown, proxy: string): string | undefined {
  const { hostname, port } = new URL(`http://${proxy}`);
  for (const cause of causesOf(error)) {
    const { code, ...at }: NodeJS.ErrnoException & { address?: string; port?: number; hostname?: string } = cause;
    if (code === undefined) continue;
    const isLookup = at.hostname === hostname;
    const isConnection = String(at.port) === (port || '80') && (at.address === hostname || !isIP(hostname));
    if (isLookup || isConnection) return code;
  }
  return undefined;
}

const isIP = (host: string): boolean => /^(?:[\d.]+|\[.*\])$/.test(host);

/** True for the error that fetch makes of a 407, whose cause is empty (Fetch standard, "HTTP-network-or-cache fetch", 15). */
const isChallenge = (error: unknown): boolean =>
  error instanceof TypeError &&
  error.cause instanceof Error &&
  /^(proxy authentication required)?$/.test(error.cause.message) &&
  !('code' in error.cause);
