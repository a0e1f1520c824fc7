import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type express from 'express';
import { createKeyedQueue } from '../common/keyedQueue';
import { maskQuery } from '../common/redact';
import { callbackToken, tokenOf } from '../domain/callback';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { type Arrived, type BodySignature, type Classification, classify } from './classify';
import { createApp } from './expressApp';
import type { HandshakeResponse } from './handshakes/handshake';
import { eventName, flattenHeaders, redactHeaders } from './headers';
import type { ReceiverHost } from './host';
import { type Limits, type Listener, listenOn, type PortChange, usualLimits } from './listener';
import { collectBody, type Sink, type StreamedBody } from './requestBody';
import { deliveryHeader } from './selfSent';
import { noKeys, streamSignature } from './signatures/verify';
import type { FinishedBodyFile } from './store/bodyFile';
import type { DeliveryStore } from './store/deliveryStore';

export interface Receiver {
  port: number;
  /** Listens on another port as well; false where it is taken. */
  listenToo(port: number): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 for what services send: each registration has a path of its own that cannot be guessed.
 * A request is collected, its signature verified, stored and only then answered; everything else comes after. The order
 * in which the requests of one registration were complete is the order of storing, of answers and of events; different
 * registrations do not wait for each other, and no request waits for the disk by itself.
 * @param ports tried in their order; 0 is any free one
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
    const told = { changed: (change: PortChange) => host.changed?.(change), log: host.log };
    const listener = await listenOn(wanted, app, made, limits, told);
    listeners.push(listener);
    return listener.port;
  };

  const inTurn = createKeyedQueue();
  /** What is under way between the last byte of a request and its answer. */
  const underWay = new Set<Promise<void>>();
  const whileOpen = async (act: Promise<void>): Promise<void> => {
    underWay.add(act);
    try {
      await act;
    } finally {
      underWay.delete(act);
    }
  };

  const receive = async (
    request: IncomingMessage,
    response: ServerResponse,
    called: { token: string; search: string; registration: WebhookRegistration },
  ): Promise<void> => {
    const started = performance.now();
    const receivedAt = new Date().toISOString();
    const { token, search } = called;
    const headers = flattenHeaders(request.headers);
    const origin = host.marks?.take(headers);
    const arrived: Arrived = {
      method: request.method ?? '',
      headers,
      query: new URLSearchParams(search),
      url: called.registration.callbackUrl + (search && `?${search}`),
    };
    const collected = await collectBody(request, () => openSink(arrived, called.registration, store, host)).catch(
      (error: Error) => host.log(`A delivery was lost: ${error.message}`),
    );
    if (!collected) {
      // Where it is not the sender who gave up.
      if (!response.destroyed) answer(response, { status: 500, headers: { Connection: 'close' } });
      return;
    }

    const put = async (): Promise<Placed | undefined> => {
      // It may have been deleted while its bytes came in.
      const registration = findRegistration(token, host);
      if (!registration || registration === 'closed') return undefined;
      const verdict = await classify(arrived, collected, registration, host);
      const shown = redactHeaders(headers, token, host.redact);
      // Its place is taken now; that it is written is waited for outside, together with others.
      const stored = store.add(
        {
          registrationId: registration.id,
          kind: verdict.kind,
          receivedAt,
          method: arrived.method,
          headers: shown,
          event: eventName(shown),
          signature: verdict.signature,
          conforms: null,
          problems: verdict.problem === undefined ? [] : [{ pointer: '', message: verdict.problem }],
          answered: verdict.answer.status,
          milliseconds: Math.round(performance.now() - started),
          ...(search && { query: maskQuery(search) }),
          ...(origin && { origin }),
        },
        bodyOf(collected),
      );
      return { registration, verdict, stored };
    };
    const finish = async () => {
      const placed = await inTurn(called.registration.id, put);
      if (!placed) return refuse(request, response, 410, gone);
      const delivery = await placed.stored;
      if (origin) response.setHeader(deliveryHeader, delivery.id);
      answer(response, placed.verdict.answer);
      setImmediate(() => tell(placed.registration, delivery));
    };
    await whileOpen(finish());
  };

  const tell = (registration: WebhookRegistration, delivery: StoredDelivery) => {
    try {
      host.stored(registration, delivery);
    } catch (error) {
      // It is answered and stored: nobody is left to tell.
      host.log(`A delivery was stored, but not told of: ${(error as Error).message}`);
    }
  };

  app.use(async (request: express.Request, response: express.Response) => {
    if (!isAllowedHost(request.headers.host, request.socket.localPort, host))
      return refuse(request, response, 421, 'This host is not served here.');
    const [pathname = '', search = ''] = splitOnce(request.url, '?');
    const token = tokenOf(pathname);
    const registration = token ? findRegistration(token, host) : undefined;
    if (!token || !registration) return refuse(request, response, 404, 'There is no webhook here.');
    if (registration === 'closed') return refuse(request, response, 410, gone);
    await receive(request, response, { token, search, registration });
  });

  app.use((error: Error, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    // Not stored, so not accepted: a service that retries will.
    host.log(`A delivery could not be stored: ${error.message}`);
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
      // What is complete is stored and answered; what still comes in is cut off.
      await Promise.allSettled(underWay);
      await nextTurn();
      for (const listener of listeners) listener.cut();
      // What was answered last is told of, too.
      await nextTurn();
    },
  };
}

interface Placed {
  registration: WebhookRegistration;
  verdict: Classification;
  /** Resolves once it is on the disk. */
  stored: Promise<StoredDelivery>;
}

const gone = 'This webhook was deleted.';

function answer(response: ServerResponse, { status, headers, body }: HandshakeResponse): void {
  // With a length, for senders that read no chunks.
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body ?? '') };
  const always = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };
  response.writeHead(status, { ...always, ...length, ...headers });
  response.end(body ?? '');
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  request.resume();
  answer(response, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }, body });
}

/** Who is called, by the token of the path: looked for by its digest, of which nobody can choose a single bit. */
function findRegistration(token: string, host: ReceiverHost): WebhookRegistration | 'closed' | undefined {
  const wanted = createHash('sha256').update(token).digest();
  const found = calledBy(wanted, host.live()) ?? calledBy(wanted, host.fresh?.() ?? []);
  if (found) return found;
  const digest = wanted.toString('hex');
  return host.closed().some((callback) => callback.tokenHash === digest) ? 'closed' : undefined;
}

function calledBy(wanted: Buffer, registrations: WebhookRegistration[]): WebhookRegistration | undefined {
  let found: WebhookRegistration | undefined;
  // All of them are compared, each in constant time: how long it takes tells nothing about a token.
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

/** A large body goes to the disk as it comes, and through the signature: it is never in memory as a whole. */
async function openSink(
  arrived: Arrived,
  registration: WebhookRegistration,
  store: DeliveryStore,
  host: ReceiverHost,
): Promise<Sink<StreamedBody<BodySignature>>> {
  const spool = await store.createBodyFile(registration.id);
  // Where the secret cannot be read it is refused, whatever its signature.
  const running = streamSignature(arrived, await host.keysOf(registration).catch(() => noKeys));
  return {
    async write(chunk) {
      running.update(chunk);
      await spool.write(chunk);
    },
    finish: async () => ({ spooled: await spool.finish(), verdict: running.verdict() }),
    discard: () => spool.discard(),
  };
}

function bodyOf(collected: Parameters<typeof classify>[1]): Buffer | FinishedBodyFile {
  if ('body' in collected) return collected.body;
  return 'taken' in collected ? collected.taken.spooled : Buffer.alloc(0);
}

/**
 * Loopback names at our own port, and the hosts of callbacks that we handed out. Anything else is a web page that has
 * rebound its name to this machine.
 */
function isAllowedHost(header: string | undefined, port: number | undefined, host: ReceiverHost): boolean {
  if (!header || !URL.canParse(`http://${header}`)) return false;
  const { hostname, port: given } = new URL(`http://${header}`);
  if (['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && Number(given || 80) === port) return true;
  const bare = withoutDefaultPort(header);
  return (
    host
      .live()
      .filter(({ exposure }) => exposure !== 'smee')
      .some(({ callbackUrl }) => withoutDefaultPort(new URL(callbackUrl).host) === bare) ||
    host.closed().some((callback) => withoutDefaultPort(callback.host) === bare)
  );
}

const withoutDefaultPort = (host: string) => host.toLowerCase().replace(/:(80|443)$/, '');

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
