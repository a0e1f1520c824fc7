import { isHopByHop } from '../../common/headers';
import { InputError } from '../../common/inputError';
import { mask } from '../../common/redact';
import { t } from '../../common/translate';
import { callbackPath, requestUrl } from '../../domain/callback';
import type { DeliveryOrigin, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import type { SignatureDescription } from '../../domain/signature';
import type { SignatureVerifier } from '../../providers/kit/signature';
import { deliveryHeader, selfSentHeader } from '../../receiver/selfSent';
import { detectScheme, maskedScheme, mayBeSigned, schemeNameOf, schemes, sign } from '../../receiver/signatures/sign';
import { readBody, streamBody } from '../../receiver/store/readBody';
import { type Context, messageOf, requireWebhook, tokenIn } from '../context';
import type { ReplayOptions, SendOptions, Sent } from '../webhooksApi';
import { imitateService } from './imitateService';
import { isOfService } from './origin';
import { encodeBody } from './payload';
import { type RawRequest, sendRaw, sendRawToEither } from './rawRequest';
import { replayTarget } from './replayTarget';

export async function replay(
  context: Context,
  receiverPort: () => Promise<number>,
  id: string,
  deliveryId: string,
  { to, body, remoteAgreed = false }: ReplayOptions,
): Promise<Sent> {
  const registration = requireWebhook(context, id);
  const delivery = await findDelivery(context, id, deliveryId);
  const target = to === undefined || isOwnCallback(to, registration) ? undefined : replayTarget(to, remoteAgreed);
  const outgoing: Outgoing = {
    method: delivery.method,
    headers: replayHeaders(delivery.headers, body !== undefined),
    query: replayQuery(delivery.query),
    body: body === undefined ? delivery : encodeBody(delivery.headers, body),
    scheme: registration.signature ?? storedScheme(delivery) ?? (await schemeFound(context, registration, delivery)),
  };
  const origin: DeliveryOrigin = { by: 'replay', of: delivery.id, edited: body !== undefined };
  return target
    ? sendTo(context, registration, outgoing, target)
    : sendToReceiver(context, registration, outgoing, origin, await receiverPort());
}

/** Detects the signature scheme in the delivery itself: the name of a header does not tell. */
async function schemeFound(
  context: Context,
  registration: WebhookRegistration,
  delivery: StoredDelivery,
): Promise<SignatureVerifier | string | undefined> {
  const { method, headers, query } = delivery;
  const named = schemeNameOf(headers);
  const secret = await secretOf(context, registration).catch(() => undefined);
  if (secret === undefined || !mayBeSigned(headers)) return named;
  const url = requestUrl(registration.callbackUrl, query ?? '');
  const found = detectScheme({ method, url, headers, body: await readBody(delivery) }, secret);
  return found ?? named ?? maskedScheme(headers);
}

/** The scheme of a provider by which a delivery was verified when it arrived. */
const storedScheme = ({ scheme }: StoredDelivery): string | undefined =>
  scheme !== undefined && schemes.includes(scheme) ? scheme : undefined;

/** Sends a body to the own receiver as the service would. */
export async function sendAsService(
  context: Context,
  receiverPort: () => Promise<number>,
  id: string,
  { body, event }: SendOptions,
): Promise<Sent> {
  const registration = requireWebhook(context, id);
  const earlier = (await context.store.list(id)).findLast(isOfService);
  const { headers, scheme } = imitateService(registration, earlier, event, body);
  const described = registration.signature ?? scheme;
  const outgoing: Outgoing = { method: 'POST', headers, query: '', body: encodeBody(headers, body), scheme: described };
  return sendToReceiver(context, registration, outgoing, { by: 'send' }, await receiverPort());
}

interface Outgoing {
  method: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Without the question mark. */
  query: string;
  /** The bytes, or the delivery whose stored bytes are sent. */
  body: Buffer | StoredDelivery;
  scheme: string | SignatureDescription | SignatureVerifier | undefined;
}

async function sendToReceiver(
  context: Context,
  registration: WebhookRegistration,
  outgoing: Outgoing,
  origin: DeliveryOrigin,
  port: number,
): Promise<Sent> {
  const url = requestUrl(registration.callbackUrl, outgoing.query);
  const made = await signAgain(context, registration, outgoing, url);
  const local = `http://127.0.0.1:${port}${callbackPath(tokenIn(registration))}${searchOf(made.url)}`;
  const { id, forget } = context.selfSent.add(origin);
  try {
    const { status, headers } = await sendRaw({
      ...made,
      url: local,
      headers: { ...made.headers, [selfSentHeader]: id },
    });
    const deliveryId = headers[deliveryHeader];
    return { status, ...(deliveryId !== undefined && { deliveryId }) };
  } finally {
    forget();
  }
}

/** Sends to a URL, signed for it. A scheme that sends the secret itself is left out: it is for the own receiver only. */
async function sendTo(context: Context, registration: WebhookRegistration, outgoing: Outgoing, to: URL): Promise<Sent> {
  const made = await signAgain(context, registration, outgoing, to.href);
  const secret = outgoing.scheme === undefined ? undefined : await secretOf(context, registration);
  const headers = Object.entries(made.headers).filter(([, value]) => secret === undefined || !value.includes(secret));
  if (headers.length < Object.keys(made.headers).length) {
    context.log(`Replayed without the secret, which its scheme sends along: it does not leave for ${to.host}.`);
  }
  try {
    const { status, answeredAt } = await sendRawToEither({ ...made, headers: Object.fromEntries(headers) });
    context.log(`Replayed a delivery to ${answeredAt ?? to.host}: ${status}`);
    return { status, ...(answeredAt !== undefined && { answeredAt }) };
  } catch (error) {
    throw new Error(`"to": ${context.quote(messageOf(error))}`);
  }
}

/** Signs a request again, with a new timestamp and id; without a scheme or a secret, it is sent as it is. */
async function signAgain(
  context: Context,
  registration: WebhookRegistration,
  { method, headers, body, scheme }: Outgoing,
  url: string,
): Promise<RawRequest> {
  const unsigned: RawRequest = { method, url, headers, body: Buffer.isBuffer(body) ? body : storedBytes(body) };
  const secret = scheme === undefined ? undefined : await secretOf(context, registration);
  if (scheme === undefined || secret === undefined) return unsigned;
  const bytes = Buffer.isBuffer(body) ? body : await readBody(body);
  try {
    return { method, body: bytes, ...sign(scheme, secret, { method, url, headers, body: bytes }) };
  } catch (error) {
    // Only the provider can sign this: its old signature is right as long as nothing has changed.
    if (!Buffer.isBuffer(body)) return unsigned;
    throw new InputError('body', t("The edited delivery can't be signed. {0}", messageOf(error)));
  }
}

/** Streams a stored body. */
const storedBytes = ({ body: { file, start }, bytes }: StoredDelivery): RawRequest['body'] =>
  bytes === 0 ? Buffer.alloc(0) : { length: bytes, open: () => streamBody(file, start, bytes) };

const secretOf = ({ signing }: Context, registration: WebhookRegistration): Promise<string | undefined> =>
  signing.of(registration);

const searchOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '');

export async function findDelivery({ store, quote }: Context, id: string, deliveryId: string): Promise<StoredDelivery> {
  const found = await store.get(id, deliveryId);
  if (!found) throw new InputError('deliveryId', t('This webhook has no delivery {0}.', quote(String(deliveryId), 60)));
  return found;
}

/** True for the callback URL, which means the own receiver. */
function isOwnCallback(to: string, { callbackUrl }: WebhookRegistration): boolean {
  return to.trim().split('?')[0] === callbackUrl;
}

/** Matches the headers that describe the original bytes. */
const ofBytes = /^(content-encoding|content-md5|digest|content-digest|repr-digest|content-range|etag)$/;

/** Returns the stored headers without those of the connection, and without those that were masked. */
function replayHeaders(stored: Record<string, string>, isEdited: boolean): Record<string, string> {
  const kept = Object.entries(stored).filter(
    ([name, value]) =>
      !isHopByHop(name) &&
      !/^(host|content-length)$/.test(name) &&
      !value.includes(mask) &&
      !(isEdited && ofBytes.test(name)),
  );
  const headers = Object.fromEntries(kept);
  // An edited payload is sent in UTF-8, whatever its original charset.
  const type = isEdited
    ? headers['content-type']?.replace(/(;\s*charset\s*=\s*)("[^"]*"|[^;\s]*)/i, '$1utf-8')
    : undefined;
  return type === undefined ? headers : { ...headers, 'content-type': type };
}

/** Returns the query without masked parameters. */
const replayQuery = (query = ''): string =>
  query
    .split('&')
    .filter((pair) => !pair.includes(mask))
    .join('&');
