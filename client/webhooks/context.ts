import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createRedactor, maskUrl, quote, type Redactor } from '../common/redact';
import { t } from '../common/translate';
import { send } from '../common/transport';
import { callbackToken, tokenHash } from '../domain/callback';
import type { WebhookEvent } from '../domain/events';
import type { Credentials, WebhookRegistration } from '../domain/registration';
import { SelfSentRequests } from '../receiver/selfSent';
import { createDeliveryStore, type DeliveryStore } from '../receiver/store/deliveryStore';
import { CredentialStore } from './credentials/credentialStore';
import { renew } from './credentials/oauth';
import { SigningSecrets } from './credentials/signingSecrets';
import type { WebhookEnvironment } from './environment';
import { createReceiverPorts, type ReceiverPorts } from './exposure/receiverPorts';
import { type ClosedCallback, type Ledger, openLedger } from './ledger';
import { LateAnswers } from './registration/lateAnswers';
import { createGithubService } from './services/github';
import { createHttpService } from './services/http';
import type { Quote, Send, Service } from './services/services';

/** What registering, receiving and deleting share. */
export interface Context {
  env: WebhookEnvironment;
  ledger: Ledger;
  ports: ReceiverPorts;
  store: DeliveryStore;
  credentials: CredentialStore;
  signing: SigningSecrets;
  /** Of requests that this window sends to its own receiver. */
  selfSent: SelfSentRequests;
  services: Record<WebhookRegistration['service'], Service>;
  redactor: Redactor;
  quote: Quote;
  /** Redacts. */
  log(message: string): void;
  emit(event: WebhookEvent): void;
  /** Calls back for each event until the returned function is called. */
  onEvent(listener: (event: WebhookEvent) => void): () => void;
  /** Credentials of calls that are under way or were left in doubt: for as long as this window lives, and nowhere else. */
  ofOrphans: Map<string, Credentials>;
  /** Of create calls that took too long. */
  late: LateAnswers;
  /** Being registered by this window. */
  registering: Set<string>;
  /** Being deleted by this window. */
  deleting: Set<string>;
  /** Whose forwarded address has become another one. */
  lostForwards: Set<string>;
  /** Addresses of GitHub's relay by registration. */
  forwarders: Map<string, string>;
  /** That their services no longer have, since when that is known (ISO 8601). */
  gone: Map<string, string>;
  /** Nothing new is begun. */
  isClosed: boolean;
  /** Whose relay is down. */
  downRelays: Map<string, DownRelay>;
}

export interface DownRelay {
  /** Milliseconds since the epoch. */
  since: number;
  /** Its host. */
  relay: string;
  reason: string;
  /** It is not tried again. */
  isFinal: boolean;
}

export async function createContext(env: WebhookEnvironment): Promise<Context> {
  await mkdir(env.storageFolder, { recursive: true, mode: 0o700 });
  const ledger = await openLedger(env.storageFolder);
  const redactor = createRedactor();
  for (const registration of ledger.entries()) redactor.add(tokenIn(registration));
  const log = (message: string) => env.log(redactor.text(message));
  const quoted: Quote = (text, length) => quote(redactor, text, length);
  const loggedSend = logging(redactor, log);
  const listeners = new Set<(event: WebhookEvent) => void>();
  return {
    env,
    ledger,
    ports: createReceiverPorts(env.storageFolder),
    store: createDeliveryStore(join(env.storageFolder, 'deliveries'), () => env.settings().deliveries),
    credentials: new CredentialStore(env.secrets, () => ledger.entries(), renew),
    signing: new SigningSecrets(env.secrets, (...secrets) => redactor.add(...secrets)),
    selfSent: new SelfSentRequests(),
    services: { github: createGithubService(loggedSend, quoted), http: createHttpService(loggedSend, quoted) },
    redactor,
    quote: quoted,
    log,
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          log(`A listener failed: ${messageOf(error)}`);
        }
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ofOrphans: new Map(),
    late: new LateAnswers(),
    registering: new Set(),
    deleting: new Set(),
    lostForwards: new Set(),
    forwarders: new Map(),
    gone: new Map(),
    isClosed: false,
    downRelays: new Map(),
  };
}

/** Logs each call with its URL masked. */
function logging(redactor: Redactor, log: (message: string) => void): Send {
  return async (outgoing, options) => {
    const line = `${outgoing.method} ${maskUrl(redactor, outgoing.url)}`;
    const elapsed = stopwatch();
    try {
      const answer = await send(outgoing, options);
      log(`${line}: ${answer.status} in ${elapsed()} ms`);
      return answer;
    } catch (error) {
      log(`${line}: no answer after ${elapsed()} ms (${messageOf(error)})`);
      throw error;
    }
  };
}

/** The registration with an id. Throws, naming `id`, where there is none. */
export function need({ ledger, quote }: Context, id: string): WebhookRegistration {
  const registration = ledger.get(id);
  if (!registration) throw new Error(t('"id": there is no webhook {0}.', quote(String(id), 60)));
  return registration;
}

export const tokenIn = ({ callbackUrl }: WebhookRegistration): string => callbackToken(callbackUrl) ?? '';

export const closedCallback = (registration: WebhookRegistration): ClosedCallback => ({
  tokenHash: tokenHash(tokenIn(registration)),
  // A relay calls under a loopback name: its own is nobody's here.
  host:
    registration.exposure === 'smee' || registration.exposure === 'github'
      ? ''
      : new URL(registration.callbackUrl).host,
});

/** Whole milliseconds since it was made. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
