/** Tries whether a public URL leads to the receiver of this window, before anything is registered with it. */
import { parseJson } from '../../common/json';
import { t } from '../../common/translate';
import { type Answer, type SendOptions, ServiceError, send } from '../../common/transport';
import { callbackPath, tokenOf } from '../../domain/callback';
import { type ProbeAnswer, type Probes, probeHeader, proofOf } from '../../receiver/probes';
import { isPage } from '../services/responseBody';

/** What became of a probe. Every problem comes with a message that says what to do. */
export type Reach = { problem: undefined } | { problem: ReachProblem; message: string };

type ReachProblem =
  /** Nothing answers at the URL, or the tunnel has nothing behind it. */
  | 'nothing-there'
  /** The tunnel asks for a sign-in. */
  | 'sign-in-page'
  /** Another server answers, or another window. */
  | 'other-server'
  /** The receiver is reached, but not under the path of a callback. */
  | 'path-stripped';

/** Maximum number of milliseconds that a probe takes. */
const probeTimeoutMs = 10_000;
/** Maximum number of bytes read of the response: enough for the title of a page. */
const maxBytes = 64 * 1024;

/**
 * Fetches a nonce through a public URL.
 * @param base the public URL, without a trailing slash
 * @param port the receiver's port, for the message
 */
export async function probe(probes: Probes, base: string, port: number, signal?: AbortSignal): Promise<Reach> {
  const { nonce, forget } = probes.add();
  const { host } = new URL(base);
  try {
    const options: SendOptions = { timeoutMs: probeTimeoutMs, maxBytes, ...(signal && { signal }) };
    const headers = { [probeHeader]: nonce, Accept: 'application/json', 'User-Agent': 'flow-webhooks' };
    const answer = await send({ method: 'GET', url: base + callbackPath(nonce), headers }, options);
    return judge(answer, nonce, host, port);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error.status >= 300 && error.status < 400 ? signInPage(host) : nothingThere(host, port);
  } finally {
    forget();
  }
}

function judge(answer: Answer, nonce: string, host: string, port: number): Reach {
  const seen = parseJson(answer.text) as Partial<ProbeAnswer> | undefined;
  if (seen?.proof === proofOf(nonce)) {
    return tokenOf(String(seen.path)) === nonce ? { problem: undefined } : pathStripped(host);
  }
  if (isSignIn(answer)) return signInPage(host);
  return isGateway(answer) ? nothingThere(host, port) : otherServer(host, port, answer.status);
}

/** True for a page that wants to know who is there: public tunnels show one until they are made public. */
const isSignIn = ({ status, text }: Answer): boolean =>
  status === 401 ||
  status === 403 ||
  (isPage(text) && /type=["']?password|sign[ -]?in|log[ -]?in|anmelden|authenticate/i.test(text));

/** True when a tunnel or a proxy says that nothing is behind it. */
const isGateway = ({ status, headers }: Answer): boolean =>
  [502, 503, 504, 521, 522, 523, 530].includes(status) || headers.has('ngrok-error-code');

const nothingThere = (host: string, port: number): Reach => ({
  problem: 'nothing-there',
  message: t(
    'Nothing answers at {0}, so deliveries would get lost. Check that the tunnel is running and leads to port {1}.',
    host,
    port,
  ),
});

const signInPage = (host: string): Reach => ({
  problem: 'sign-in-page',
  message: t(
    "A sign-in page answers at {0}, so services can't deliver. Set the visibility of the port to Public, or allow anonymous access to the tunnel.",
    host,
  ),
});

const otherServer = (host: string, port: number, status: number): Reach => ({
  problem: 'other-server',
  message: t(
    'Another server answers at {0} (status {1}), so deliveries would go there. Check that the tunnel leads to port {2} of this window.',
    host,
    status,
    port,
  ),
});

const pathStripped = (host: string): Reach => ({
  problem: 'path-stripped',
  message: t(
    '{0} leads here but drops the path of requests, which tells webhooks apart. Have the tunnel or proxy forward the whole path.',
    host,
  ),
});
