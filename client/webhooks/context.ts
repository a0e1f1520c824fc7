import { join } from 'node:path';
import { InputError } from '../common/inputError';
import { createRedactor, maskUrl, quote, type Redactor } from '../common/redact';
import { t } from '../common/translate';
import { send } from '../common/transport';
import { callbackToken, tokenHash } from '../domain/callback';
import type { WebhookEvent } from '../domain/events';
import type { WebhookRegistration } from '../domain/registration';
import { Probes } from '../receiver/probes';
import { SelfSentRequests } from '../receiver/selfSent';
import { createDeliveryStore, type DeliveryStore } from '../receiver/store/deliveryStore';
import { CredentialStore } from './credentials/credentialStore';
import { renew } from './credentials/oauth';
import { createPublicKeys, type PublicKeys } from './credentials/publicKeys';
import { SigningSecrets } from './credentials/signingSecrets';
import { type DeletedWebhooks, openDeletedWebhooks } from './deletedWebhooks';
import type { WebhookEnvironment } from './environment';
import { createReceiverPorts, type ReceiverPorts } from './exposure/receiverPorts';
import { type Ledger, openLedger } from './ledger';
import type { ClosedCallback } from './ledgerFile';
import { LiveState } from './liveState';
import { moveStorage } from './moveStorage';
import { createGithubService } from './services/github';
import { createHttpService } from './services/http';
import { isSuccess, type Quote, type Send, type Service } from './services/services';

/** What registering, receiving and deleting webhooks share. */
export interface Context {
  env: WebhookEnvironment;
  /** The folder that is in use: that of an earlier version as long as it can't be moved. */
  storageFolder: string;
  ledger: Ledger;
  deleted: DeletedWebhooks;
  ports: ReceiverPorts;
  store: DeliveryStore;
  credentials: CredentialStore;
  signing: SigningSecrets;
  /** Public keys that providers publish. */
  publicKeys: PublicKeys;
  /** Requests that this window sends to its own receiver. */
  selfSent: SelfSentRequests;
  /** The probes by which this window tries public URLs. */
  probes: Probes;
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
  const { patienceMs } = env;
  const redactor = createRedactor();
  const log = (message: string) => env.log(redactor.text(message));
  const quoted: Quote = (text, length) => quote(redactor, text, length);
  const listeners = new Set<(event: WebhookEvent) => void>();
  const emit = (event: WebhookEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log(`A listener failed: ${messageOf(error)}`);
      }
    }
  };
  const { storageFolder: to, earlierStorageFolder: from } = env;
  const storageFolder = from === undefined ? to : await moveStorage({ from, to, log, patienceMs });
  const ledger = await openLedger(
    storageFolder,
    {
      unsaved(registration, reason, isClosed) {
        log(`What was done about ${registration.operationId} could not be noted: ${reason}`);
        emit({ type: 'unsaved', registration, message: unsavedMessage(registration, reason, isClosed) });
      },
      saved: (registration) => emit({ type: 'saved', registration }),
      log,
    },
    patienceMs,
  );
  for (const registration of ledger.entries()) redactor.add(tokenIn(registration));
  const loggedSend = logging(redactor, log);
  const ports = createReceiverPorts(storageFolder, log);
  return {
    env,
    storageFolder,
    ledger,
    deleted: openDeletedWebhooks(storageFolder, patienceMs),
    ports,
    store: createDeliveryStore(join(storageFolder, 'deliveries'), () => env.settings().deliveries, patienceMs),
    credentials: new CredentialStore(env.secrets, () => ledger.entries(), renew),
    signing: new SigningSecrets(env.secrets, (...secrets) => redactor.add(...secrets)),
    publicKeys: createPublicKeys(env.fetch),
    selfSent: new SelfSentRequests(),
    probes: new Probes(),
    services: { github: createGithubService(loggedSend, quoted), http: createHttpService(loggedSend, quoted) },
    redactor,
    quote: quoted,
    log,
    emit,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    live: new LiveState(ports.served),
  };
}

/** Where a webhook is at its service, as far as that is known, for somebody who has to look for it there. */
const remoteAddress = ({ location, remoteUrl, remoteId, request }: WebhookRegistration): string =>
  location ?? remoteUrl ?? (remoteId === undefined ? request.url : `${request.url} (${remoteId})`);

/** What a person must know as long as only this window knows what was done. */
function unsavedMessage(registration: WebhookRegistration, reason: string, isClosed: boolean): string {
  const at = remoteAddress(registration);
  if (isClosed)
    return t(
      "The webhook was removed from your list, but that couldn't be saved: {0} This window keeps trying. If you close it first, the webhook is listed again at the next start. Its address was {1}.",
      reason,
      at,
    );
  if (isSuccess(registration.status))
    return t(
      "The webhook exists at the service, but that couldn't be saved: {0} This window keeps trying. If you close it first, the webhook is listed at the next start as one that may have been left behind. Its address is {1}.",
      reason,
      at,
    );
  return t(
    "The result of the request to {1} couldn't be saved: {0} This window keeps trying. If you close it first, the webhook is listed at the next start as one that may have been left behind.",
    reason,
    at,
  );
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

/** As {@link requireWebhook}, or a deleted webhook whose deliveries are kept: for all that only reads deliveries. */
export function requireDeliveriesOf(context: Context, id: string): WebhookRegistration {
  return context.ledger.get(id) ?? context.deleted.get(id)?.registration ?? requireWebhook(context, id);
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
