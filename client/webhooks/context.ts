import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../common/inputError';
import { createRedactor, maskUrl, quote, type Redactor } from '../common/redact';
import { t } from '../common/translate';
import { send } from '../common/transport';
import { callbackToken, tokenHash } from '../domain/callback';
import type { WebhookEvent } from '../domain/events';
import type { WebhookRegistration } from '../domain/registration';
import { SelfSentRequests } from '../receiver/selfSent';
import { createDeliveryStore, type DeliveryStore } from '../receiver/store/deliveryStore';
import { CredentialStore } from './credentials/credentialStore';
import { renew } from './credentials/oauth';
import { SigningSecrets } from './credentials/signingSecrets';
import type { WebhookEnvironment } from './environment';
import { createReceiverPorts, type ReceiverPorts } from './exposure/receiverPorts';
import { type ClosedCallback, type Ledger, openLedger } from './ledger';
import { LiveState } from './liveState';
import { createGithubService } from './services/github';
import { createHttpService } from './services/http';
import type { Quote, Send, Service } from './services/services';

/** What registering, receiving and deleting webhooks share. */
export interface Context {
  env: WebhookEnvironment;
  ledger: Ledger;
  ports: ReceiverPorts;
  store: DeliveryStore;
  credentials: CredentialStore;
  signing: SigningSecrets;
  /** Requests that this window sends to its own receiver. */
  selfSent: SelfSentRequests;
  services: Record<WebhookRegistration['service'], Service>;
  redactor: Redactor;
  quote: Quote;
  /** Writes to the log, redacted. */
  log(message: string): void;
  emit(event: WebhookEvent): void;
  /** Calls back for each event until the returned function is called. */
  onEvent(listener: (event: WebhookEvent) => void): () => void;
  live: LiveState;
}

export async function createContext(env: WebhookEnvironment): Promise<Context> {
  await mkdir(env.storageFolder, { recursive: true, mode: 0o700 });
  const ledger = await openLedger(env.storageFolder);
  const ports = createReceiverPorts(env.storageFolder);
  const redactor = createRedactor();
  for (const registration of ledger.entries()) redactor.add(tokenIn(registration));
  const log = (message: string) => env.log(redactor.text(message));
  const quoted: Quote = (text, length) => quote(redactor, text, length);
  const loggedSend = logging(redactor, log);
  const listeners = new Set<(event: WebhookEvent) => void>();
  return {
    env,
    ledger,
    ports,
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
    live: new LiveState(ports.served),
  };
}

/** Logs each call with its URL masked. */
function logging(redactor: Redactor, log: (message: string) => void): Send {
  return async (outgoing, options) => {
    const line = `${outgoing.method} ${maskUrl(redactor, outgoing.url)}`;
    const elapsed = stopwatch();
    try {
      const response = await send(outgoing, options);
      log(`${line}: ${response.status} in ${elapsed()} ms`);
      return response;
    } catch (error) {
      log(`${line}: no answer after ${elapsed()} ms (${messageOf(error)})`);
      throw error;
    }
  };
}

/** The ledger's entry with an id. Throws, naming `id`, when there is no such entry. */
export function requireWebhook({ ledger, quote }: Context, id: string): WebhookRegistration {
  const registration = ledger.get(id);
  if (!registration) throw new InputError('id', t('There is no webhook {0}.', quote(String(id), 60)));
  return registration;
}

export const tokenIn = ({ callbackUrl }: WebhookRegistration): string => callbackToken(callbackUrl) ?? '';

export const closedCallback = (registration: WebhookRegistration): ClosedCallback => ({
  tokenHash: tokenHash(tokenIn(registration)),
  // A relay forwards deliveries under a loopback name: the relay's own host never reaches the receiver.
  host:
    registration.exposure === 'smee' || registration.exposure === 'github'
      ? ''
      : new URL(registration.callbackUrl).host,
});

/** Returns a function that gives the whole milliseconds since now. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
