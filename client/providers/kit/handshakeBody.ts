/** Reading the body of a request that may be a handshake. */
import { decodeText, unpackBody } from '../../common/bodyText';
import { isObject } from '../../common/json';
import type { HandshakeResponse, IncomingRequest } from './handshake';

export const emptyResponse: HandshakeResponse = { status: 200 };

/** Maximum size in bytes of a body that is parsed to recognize a handshake: anything longer is a delivery. */
const maxHandshakeBytes = 64 * 1024;

/** The body as JSON; undefined where it is too long for a handshake, or not JSON. */
export function parseHandshake(incoming: IncomingRequest): unknown {
  const { body } = incoming;
  if (body.length === 0 || body.length > maxHandshakeBytes) return undefined;
  incoming.parsed ??= { value: tryParse(incoming, body) };
  return incoming.parsed.value;
}

function tryParse({ headers }: Pick<IncomingRequest, 'headers'>, plain: Buffer): unknown {
  try {
    return JSON.parse(decodeText(plain, headers['content-type'] ?? '') ?? '');
  } catch {
    return undefined;
  }
}

/** The request with its body unpacked and parsed for the handshakes that read it. */
export async function unpackForHandshake<T extends IncomingRequest>(incoming: T): Promise<T> {
  const { headers, body } = incoming;
  const encoding = headers['content-encoding'];
  if (encoding === undefined || body.length === 0 || body.length > maxHandshakeBytes) return incoming;
  const plain = await unpackBody(body, encoding, maxHandshakeBytes).catch(() => body);
  return { ...incoming, parsed: { value: tryParse(incoming, plain) } };
}

export const isForm = ({ headers }: Pick<IncomingRequest, 'headers'>): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

/** The fields of a form that is short enough for a handshake; undefined for any other body. */
export const handshakeForm = (incoming: IncomingRequest): URLSearchParams | undefined =>
  isForm(incoming) && incoming.body.length <= maxHandshakeBytes
    ? new URLSearchParams(incoming.body.toString('utf8'))
    : undefined;

/** A text of a stranger for a message, without blanks and control characters. */
export const shownText = (value: string): string => value.replace(/[\s\u0000-\u001f\u007f]+/g, '').slice(0, 2048);

/** The challenge of a `url_verification`, which Slack and Lark send; undefined for any other request. */
export function urlVerification(incoming: IncomingRequest): string | undefined {
  const body = parseHandshake(incoming);
  if (!isObject(body) || body.type !== 'url_verification') return undefined;
  return typeof body.challenge === 'string' ? body.challenge : undefined;
}

/** True when a body holds more than a handshake does: a list, or a member that is itself a list or an object. */
export function carriesEvents(incoming: IncomingRequest): boolean {
  if (incoming.body.length === 0) return false;
  const body = parseHandshake(incoming);
  if (!isObject(body)) return true;
  return Object.values(body).some((value) => typeof value === 'object' && value !== null);
}
