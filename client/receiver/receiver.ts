import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type express from 'express';
import { createKeyedQueue } from '../common/keyedQueue';
import { maskQuery } from '../common/redact';
import { callbackToken, requestUrl, tokenOf } from '../domain/callback';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import type { HandshakeResponse } from '../providers/kit/handshake';
import { unpackForHandshake } from '../providers/kit/handshakeBody';
import { type Classification, type CompleteRequest, classify, hostsOf } from './classify';
import { describeDeliveryProblem } from './deliveryProblem';
import { createApp } from './expressApp';
import { flowResponse, formDifference } from './flowCallback';
import { eventOf, flattenHeaders, redactHeaders } from './headers';
import type { ReceiverEvent, ReceiverHost } from './host';
import { type Limits, type Listener, listenOn, type PortChange, usualLimits } from './listener';
import { type ProbeAnswer, probeHeader } from './probes';
import { type Collected, collectBody, type Sink, type StreamedBody } from './requestBody';
import { isSecretQuery } from './secretNames';
import { deliveryHeader } from './selfSent';
import { publishedKeyOf } from './signatures/publishedKey';
import { type CheckedSignature, noKeys, type SigningKeys, streamSignature } from './signatures/verify';
import type { FinishedBodyFile } from './store/bodyFile';
import type { DeliveryStore } from './store/deliveryStore';
import type { NewDelivery } from './store/newDelivery';

export interface Receiver {
  port: number;
  /** Listens on another port as well. Resolves to false where the port is taken. */
  listenToo(port: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A request of which the headers have arrived. */
type PartialRequest = Omit<CompleteRequest, 'body' | 'now'>;

type CollectedBody = Collected<StreamedBody<CheckedSignature>>;

/** A request whose place among the deliveries of its webhook is taken. */
interface PlacedDelivery {
  registration: WebhookRegistration;
  response: HandshakeResponse;
  /** Resolves once the delivery is on the disk. */
  stored: Promise<StoredDelivery>;
}

/**
 * Listens on 127.0.0.1 for the requests of services. Each registration has its own path, which cannot be guessed.
 * A request is collected, verified, stored and only then answered; everything else comes after the response. Requests of
 * one registration are stored, answered and announced in the order in which they were complete; those of different
 * registrations do not wait for each other, and requests share their writes to the disk.
 * @param ports tried in order; 0 stands for any free one
 */
export async function createReceiver(
  ports: number[],
  store: DeliveryStore,
  host: ReceiverHost,
  limits: Limits = usualLimits,
): Promise<Receiver> {
  const { app, made } = createApp();

  const listeners: Listener[] = [];
  const open = async (wanted: number[]): Promise<number> => {
    const changed = (change: PortChange) => host.announce({ type: 'port', change });
    const listener = await listenOn(wanted, app, made, limits, { changed, log: host.log });
    listeners.push(listener);
    return listener.port;
  };

  const enqueue = createKeyedQueue();
  /** Work between the last byte of a request and its response. */
  const pending = new Set<Promise<void>>();
  const track = async (work: Promise<void>): Promise<void> => {
    pending.add(work);
    try {
      await work;
    } finally {
      pending.delete(work);
    }
  };

  const receive = async (
    request: IncomingMessage,
    response: ServerResponse,
    { token, search, registration }: { token: string; search: string; registration: WebhookRegistration },
  ): Promise<void> => {
    const startedMs = performance.now();
    const receivedAt = new Date().toISOString();
    const headers = flattenHeaders(request.headers);
    const origin = host.selfSent?.take(headers);
    const partial: PartialRequest = {
      method: request.method ?? '',
      headers,
      query: new URLSearchParams(search),
      url: requestUrl(registration.callbackUrl, search),
    };
    const collected = await collectBody(request, () => openSink(partial, registration, store, host)).catch(
      (error: Error) => {
        // The sender is still there: the failure is on this side.
        if (!response.destroyed) return notStored(registration, response, error);
        host.log(`A delivery was lost: ${error.message}`);
      },
    );
    if (!collected) return;

    const place = async (): Promise<PlacedDelivery | undefined> => {
      // The webhook may have been deleted while the body came in.
      const current = findRegistration(token, host);
      if (!current || current === 'closed') return undefined;
      const classification = await classifyAndKeepSecret(partial, collected, current, host);
      const answer = current.strictAnswers ? flowResponse(completeOf(partial, collected)) : classification.response;
      const form = formDifference(current, request.url ?? '');
      const differences = [classification.difference, form].filter((one) => one !== undefined);
      const shown = redactHeaders(headers, token, host.secrets.redact);
      const delivery: NewDelivery = {
        registrationId: current.id,
        ...rowOf(classification, answer),
        ...(differences.length > 0 && { differences }),
        receivedAt,
        method: partial.method,
        headers: shown,
        event: eventOf(shown, completeOf(partial, collected).body, hostsOf(current)),
        conforms: null,
        milliseconds: Math.round(performance.now() - startedMs),
        ...(search && { query: maskQuery(search, isSecretQuery) }),
        ...(origin && { origin }),
      };
      // The place is taken now. The write is awaited outside the queue, so that requests can share it.
      return {
        registration: current,
        response: answer,
        stored: store.add(delivery, bodyOf(collected)),
      };
    };
    const finish = async () => {
      const placed = await enqueue(registration.id, place);
      if (!placed) return refuse(request, response, 410, deletedText);
      const delivery = await placed.stored.catch((error: Error) => notStored(registration, response, error));
      if (!delivery) return;
      if (origin) response.setHeader(deliveryHeader, delivery.id);
      respond(response, placed.response);
      const { rawHeaders } = request;
      setImmediate(() => announce({ registration: placed.registration, delivery, rawHeaders, search }));
    };
    await track(finish());
  };

  /** A delivery that is not stored is not accepted: most services send it again. */
  const notStored = (registration: WebhookRegistration, response: ServerResponse, { message }: Error) => {
    host.log(`A delivery could not be stored: ${message}`);
    respond(response, { status: 500, headers: { Connection: 'close' } });
    host.announce({ type: 'notStored', registration, message });
  };

  const announce = (stored: Omit<Extract<ReceiverEvent, { type: 'stored' }>, 'type'>) => {
    try {
      host.announce({ type: 'stored', ...stored });
    } catch (error) {
      // The delivery is stored and answered: nothing is left to undo.
      host.log(`A delivery was stored but could not be announced: ${(error as Error).message}`);
    }
  };

  app.use(async (request: express.Request, response: express.Response) => {
    const [pathname = '', search = ''] = splitOnce(request.url, '?');
    // Before the host is looked at: no webhook has that of a URL that is only being tried.
    const probed = host.probes?.answer(request.headers[probeHeader], pathname);
    if (probed) return respondToProbe(request, response, probed);
    if (!isAllowedHost(request.headers.host, request.socket.localPort, host))
      return refuse(request, response, 421, 'This host is not served here.');
    if (host.isWindowPath?.(pathname)) return respond(response, { status: 204 });
    const token = tokenOf(pathname);
    const registration = token ? findRegistration(token, host) : undefined;
    if (!token || !registration) return refuse(request, response, 404, 'There is no webhook here.');
    if (registration === 'closed') return refuse(request, response, 410, deletedText);
    await receive(request, response, { token, search, registration });
  });

  app.use((error: Error, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    host.log(`A delivery could not be received: ${error.message}`);
    if (!response.headersSent) response.status(500);
    response.end();
  });

  return {
    port: await open([...ports, 0]),
    listenToo: (port) =>
      open([port]).then(
        () => true,
        () => false,
      ),
    async close() {
      for (const listener of listeners) listener.stop();
      // Complete requests are stored and answered; those that still come in are cut off.
      await Promise.allSettled(pending);
      await nextTurn();
      for (const listener of listeners) listener.cut();
      // The last delivery is announced after its response.
      await nextTurn();
    },
  };
}

/** Classifies a complete request, and saves the secret that it brings. */
async function classifyAndKeepSecret(
  partial: PartialRequest,
  collected: CollectedBody,
  registration: WebhookRegistration,
  host: ReceiverHost,
): Promise<Classification> {
  // A body that is not held in memory is too large for a handshake.
  const body = 'body' in collected ? collected.body : Buffer.alloc(0);
  const request = await unpackForHandshake({ ...partial, body, now: Date.now() });
  const keys = await readKeys(request, registration, host);
  const classification = classify(request, collected, registration, keys);
  const { secret } = classification;
  if (!secret) return classification;
  return host.secrets.keep(registration, secret.value).then(
    () => classification,
    () => secret.ifNotKept,
  );
}

/** The keys of a webhook, with the published one that the request names where the person lets it be fetched. */
async function readKeys(
  request: CompleteRequest,
  registration: WebhookRegistration,
  host: ReceiverHost,
): Promise<SigningKeys | 'unreadable' | 'keyUnavailable'> {
  const keys = await host.secrets.read(registration).catch(() => 'unreadable' as const);
  if (keys === 'unreadable' || !keys.keyHosts?.length) return keys;
  const named = publishedKeyOf(request);
  if (!named || !keys.keyHosts.includes(named.host)) return keys;
  return host.secrets.fetchKey(named.url).then(
    (publishedKey) => ({ ...keys, publishedKey }),
    (error: Error) => {
      host.log(`The public key of ${named.host} could not be fetched: ${error.message}`);
      return 'keyUnavailable' as const;
    },
  );
}

const rowOf = ({ kind, signature, scheme, problem }: Classification, answer: HandshakeResponse) => ({
  kind,
  signature,
  ...(scheme !== undefined && { scheme }),
  problems: problem === undefined ? [] : [{ pointer: '', message: describeDeliveryProblem(problem) }],
  answered: answer.status,
});

/** The request with the body that is held in memory; empty for one that is not. */
const completeOf = ({ method, headers }: PartialRequest, collected: CollectedBody) => ({
  method,
  headers,
  body: 'body' in collected ? collected.body : Buffer.alloc(0),
});

const deletedText = 'This webhook was deleted.';

function respond(response: ServerResponse, { status, headers, body }: HandshakeResponse): void {
  // The length is given for senders that cannot read chunks.
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body ?? '') };
  const always = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };
  response.writeHead(status, { ...always, ...length, ...headers });
  response.end(body ?? '');
}

function respondToProbe(request: IncomingMessage, response: ServerResponse, answer: ProbeAnswer): void {
  request.resume();
  respond(response, {
    status: 200,
    headers: { 'Content-Type': 'application/json', Connection: 'close' },
    body: JSON.stringify(answer),
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  request.resume();
  respond(response, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }, body });
}

/** The registration with a token. Digests are compared, of which a sender cannot choose a single bit. */
function findRegistration(token: string, { registrations }: ReceiverHost): WebhookRegistration | 'closed' | undefined {
  const wanted = createHash('sha256').update(token).digest();
  const found = findByDigest(wanted, registrations.live()) ?? findByDigest(wanted, registrations.fresh?.() ?? []);
  if (found) return found;
  const digest = wanted.toString('hex');
  return registrations.closed().some((callback) => callback.tokenHash === digest) ? 'closed' : undefined;
}

function findByDigest(wanted: Buffer, registrations: WebhookRegistration[]): WebhookRegistration | undefined {
  let found: WebhookRegistration | undefined;
  // All are compared, each in constant time: the duration reveals nothing about a token.
  for (const registration of registrations) {
    const known = digestOf(registration);
    if (known && timingSafeEqual(wanted, known)) found = registration;
  }
  return found;
}

const digests = new WeakMap<WebhookRegistration, Buffer | null>();

function digestOf(registration: WebhookRegistration): Buffer | null {
  let digest = digests.get(registration);
  if (digest === undefined) {
    const token = callbackToken(registration.callbackUrl);
    digest = token === undefined ? null : createHash('sha256').update(token).digest();
    digests.set(registration, digest);
  }
  return digest;
}

/** Writes a large body to the disk and verifies its signature as it comes in: it is never in memory as a whole. */
async function openSink(
  partial: PartialRequest,
  registration: WebhookRegistration,
  store: DeliveryStore,
  host: ReceiverHost,
): Promise<Sink<StreamedBody<CheckedSignature>>> {
  const file = await store.createBodyFile(registration.id);
  // Where the secret cannot be read, the request is refused whatever its signature.
  const keys = await host.secrets.read(registration).catch(() => noKeys);
  const signature = streamSignature(partial, { ...keys, hosts: hostsOf(registration) });
  return {
    async write(chunk) {
      signature.update(chunk);
      await file.write(chunk);
    },
    finish: async () => ({ file: await file.finish(), verdict: signature.verdict() }),
    discard: () => file.discard(),
  };
}

function bodyOf(collected: CollectedBody): Buffer | FinishedBodyFile {
  if ('body' in collected) return collected.body;
  return 'streamed' in collected ? collected.streamed.file : Buffer.alloc(0);
}

/**
 * True for loopback names with the receiver's own port, and for the hosts of registered callbacks. Any other host is a
 * web page that has rebound its name to this machine.
 */
function isAllowedHost(header: string | undefined, port: number | undefined, { registrations }: ReceiverHost): boolean {
  if (!header || !URL.canParse(`http://${header}`)) return false;
  const { hostname, port: given } = new URL(`http://${header}`);
  if (['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && Number(given || 80) === port) return true;
  const bare = withoutDefaultPort(header);
  return (
    registrations
      .live()
      .filter(({ exposure }) => exposure !== 'smee')
      .some(({ callbackUrl }) => withoutDefaultPort(new URL(callbackUrl).host) === bare) ||
    registrations.closed().some((callback) => withoutDefaultPort(callback.host) === bare)
  );
}

const withoutDefaultPort = (host: string) => host.toLowerCase().replace(/:(80|443)$/, '');

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
