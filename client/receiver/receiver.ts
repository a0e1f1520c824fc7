import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Registration, StoredDelivery } from '../webhooks/types';
import { type Collected, collectBody, maxBodyBytes } from './body';
import type { DeliveryStore } from './deliveries';
import { findHandshake, type Handshake, type HandshakeAnswer, type Incoming } from './handshakes';
import { eventName, flatHeaders, shownHeaders } from './headers';
import type { Signed } from './hmac';
import { checkSignature } from './signatures';

/** What the receiver asks of those who know the registrations. Both lists may change with every request. */
export interface ReceiverHost {
  live(): Registration[];
  /** Callbacks that were deleted: digests of their tokens (SHA-256, hex) and the hosts of their URLs. */
  closed(): { tokenHash: string; host: string }[];
  /** The signing secret; undefined where there is none. Rejects where there should be one and it cannot be read. */
  secretOf(registration: Registration): Promise<string | undefined>;
  /** Keeps a secret that a handshake brought. Rejects where it cannot be kept. */
  keepSecret(registration: Registration, secret: string): Promise<void>;
  /** Called after the sender has got its answer, in the order of arrival. */
  stored(registration: Registration, delivery: StoredDelivery): void;
  /** Never with a callback's URL. */
  log(message: string): void;
}

export interface Receiver {
  port: number;
  /** Listens on another port as well; false where it is taken. */
  listenToo(port: number): Promise<boolean>;
  close(): Promise<void>;
}

/** The path of a callback, appended to the base URL that the service sees. */
export const callbackPath = (token: string): string => `/hook/${token}`;

/** The token of a callback URL or path. A proxy may or may not have stripped the prefix before it. */
export const tokenOf = (pathname: string): string | undefined => /(?:^|\/)hook\/([\w-]{22,128})$/.exec(pathname)?.[1];

/** The token of a registered callback URL: of our own path, or the name of a relay's channel. */
export const callbackToken = (callbackUrl: string): string | undefined =>
  /\/([\w-]{22,128})$/.exec(new URL(callbackUrl).pathname)?.[1];

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Listens on 127.0.0.1 for what services send: each registration has a path of its own that cannot be guessed.
 * A request is collected, its signature verified, stored and only then answered; everything else comes after.
 * @param ports tried in their order; 0 is any free one
 */
export async function createReceiver(ports: number[], store: DeliveryStore, host: ReceiverHost): Promise<Receiver> {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);

  const serverOptions = {
    // Node waits 60 s for headers and 300 s for a request.
    headersTimeout: 10_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 32 * 1024,
  };
  const servers: Server[] = [];
  const open = async (wanted: number[]): Promise<number> => {
    const server = createServer(serverOptions, app);
    server.maxConnections = 256;
    await listenOnFirst(server, wanted);
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  // One at a time and in the order in which they were complete: so it is the order of storing, of answers and of events.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  };

  const find = (token: string): Registration | 'closed' | undefined => {
    const wanted = Buffer.from(tokenHash(token), 'hex');
    let found: Registration | undefined;
    // All of them are compared, each in constant time: how long it takes tells nothing about a token.
    for (const registration of host.live()) {
      const known = callbackToken(registration.callbackUrl);
      if (known && timingSafeEqual(wanted, Buffer.from(tokenHash(known), 'hex'))) found = registration;
    }
    if (found) return found;
    const digest = wanted.toString('hex');
    return host.closed().some((callback) => callback.tokenHash === digest) ? 'closed' : undefined;
  };

  app.use(async (request: express.Request, response: express.Response) => {
    const started = performance.now();
    const receivedAt = new Date().toISOString();
    const answer = (given: HandshakeAnswer) => {
      response
        .status(given.status)
        .set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store', ...given.headers });
      response.end(given.body ?? '');
    };
    const refuse = (status: number, body: string) => {
      request.resume();
      answer({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }, body });
    };

    if (!isAllowedHost(request.headers.host, request.socket.localPort, host))
      return refuse(421, 'This host is not served here.');
    const [pathname = '', search = ''] = splitOnce(request.url, '?');
    const token = tokenOf(pathname);
    const early = token ? find(token) : undefined;
    if (!token || !early) return refuse(404, 'There is no webhook here.');
    if (early === 'closed') return refuse(410, 'This webhook was deleted.');

    const collected = await collectBody(request).catch((error: Error) =>
      host.log(`A delivery was lost: ${error.message}`),
    );
    if (!collected) return;

    await inTurn(async () => {
      // It may have been deleted while its bytes came in.
      const registration = find(token);
      if (!registration || registration === 'closed') return refuse(410, 'This webhook was deleted.');
      const headers = flatHeaders(request.headers);
      const incoming = { method: request.method, headers, query: new URLSearchParams(search), body: bodyOf(collected) };
      const signed: Signed = {
        ...incoming,
        url: registration.callbackUrl + (search && `?${search}`),
        now: Date.now(),
      };
      const verdict = await judge(collected, signed, incoming, registration, host);
      const delivery = await store.add(
        {
          registrationId: registration.id,
          kind: verdict.kind,
          receivedAt,
          method: request.method,
          headers: shownHeaders(headers, token),
          event: eventName(headers),
          signature: verdict.signature,
          conforms: null,
          problems: verdict.problem === undefined ? [] : [{ pointer: '', message: verdict.problem }],
          answered: verdict.answer.status,
          milliseconds: Math.round(performance.now() - started),
        },
        incoming.body,
      );
      answer(verdict.answer);
      setImmediate(() => {
        try {
          host.stored(registration, delivery);
        } catch (error) {
          // It is answered and stored: nobody is left to tell.
          host.log(`A delivery was stored, but not told of: ${(error as Error).message}`);
        }
      });
    });
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
      for (const server of servers) server.close().closeIdleConnections();
      await last;
      // What was answered last is told of, too.
      await new Promise(setImmediate);
      for (const server of servers) server.closeAllConnections();
    },
  };
}

interface Verdict {
  kind: StoredDelivery['kind'];
  signature: StoredDelivery['signature'];
  answer: HandshakeAnswer;
  problem?: string;
}

const bodyOf = (collected: Collected): Buffer => ('body' in collected ? collected.body : Buffer.alloc(0));

/** What a complete request is, and what to answer. */
async function judge(
  collected: Collected,
  signed: Signed,
  incoming: Incoming,
  registration: Registration,
  host: ReceiverHost,
): Promise<Verdict> {
  if ('tooLarge' in collected) {
    const problem = `The body has more than ${maxBodyBytes} bytes and was not kept.`;
    return refused(413, checkSignature(signed, undefined).signature, problem, { Connection: 'close' });
  }
  let secret: string | undefined;
  let isLocked = false;
  try {
    secret = await host.secretOf(registration);
  } catch {
    isLocked = true;
  }
  const shaken = findHandshake(incoming, { secret, hosts: hostsOf(registration) });
  if (isLocked && shaken?.handshake.secret !== 'none') {
    return refused(503, 'unknown', 'Its signing secret cannot be read: register the webhook again.');
  }
  const { signature, why } = checkSignature(signed, secret);
  if (shaken && shaken.handshake.secret !== 'signs') return shakeHands(shaken, secret, signature, registration, host);
  if (secret !== undefined && signature !== 'valid') {
    const problem =
      signature === 'absent'
        ? 'It carries no signature that can be verified.'
        : `Its signature is wrong. ${why ?? ''}`.trim() + (registration.exposure === 'smee' ? bySmee : '');
    return refused(401, signature, problem);
  }
  if (!shaken) return { kind: 'delivery', signature, answer: { status: 200 } };
  return { kind: 'handshake', signature, answer: shaken.answer, problem: shaken.answer.problem };
}

const bySmee =
  ' It came through smee, which re-serialises JSON (1.0 becomes 1): that alone can break a signature over the exact bytes. To have it verified, register with another "exposure".';

/** Answers a handshake that is not signed. Of the secrets that come with one, the first is kept; no other replaces it. */
async function shakeHands(
  { handshake, answer }: { handshake: Handshake; answer: HandshakeAnswer },
  held: string | undefined,
  signature: Verdict['signature'],
  registration: Registration,
  host: ReceiverHost,
): Promise<Verdict> {
  if (answer.secret !== undefined && answer.secret !== held) {
    if (held !== undefined) {
      const problem = `${handshake.name}: it brings another secret than the one that is kept for this webhook.`;
      return refused(401, signature, problem);
    }
    try {
      await host.keepSecret(registration, answer.secret);
    } catch {
      return refused(503, signature, `${handshake.name}: the secret that it brings could not be kept.`);
    }
  }
  const kind = answer.status < 400 ? 'handshake' : 'refused';
  return { kind, signature, answer, problem: answer.problem };
}

function hostsOf({ baseUrl, trigger }: Registration): string[] {
  return [new URL(baseUrl).hostname, trigger.endpoint.host ?? ''];
}

function refused(
  status: number,
  signature: Verdict['signature'],
  problem: string,
  headers?: Record<string, string>,
): Verdict {
  return { kind: 'refused', signature, problem, answer: { status, headers } };
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

/** Listens on the first of these ports that is free. Rejects where none is. */
async function listenOnFirst(server: Server, [port, ...others]: number[]): Promise<void> {
  try {
    await listen(server, port ?? 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (others.length === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    await listenOnFirst(server, others);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
