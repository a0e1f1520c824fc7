import { randomBytes, randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject, TriggerDescription } from '../../server/protocol';
import { createDeliveryStore } from '../receiver/deliveries';
import { callbackPath, createReceiver, type Receiver, tokenHash, tokenOf } from '../receiver/receiver';
import { readAnswer } from './answer';
import { checkBaseUrl } from './baseUrl';
import { authorize, CredentialStore, describeSecurity, originOf, secretsOf } from './credentials';
import { resolveExposure } from './exposure';
import { isObject } from './json';
import { type ClosedCallback, openLedger } from './ledger';
import { createReceiverPorts } from './receiverPort';
import { createRedactor, isSecretName, mask, maskUrl, quote } from './redact';
import { type BuiltRequest, buildRequest } from './request';
import { createGithubService, type GithubTarget, githubScope, githubTarget } from './services/github';
import { createHttpService } from './services/http';
import type { Authorization, Send, Service } from './services/services';
import { ServiceError, send } from './services/transport';
import { githubSecret, SigningSecrets, sendsSecret } from './signingSecrets';
import type {
  Credentials,
  RegisterRequest,
  Registration,
  RemoteOutcome,
  StoredDelivery,
  WebhookEnvironment,
  WebhookEvent,
  Webhooks,
} from './types';
import { deleteTarget } from './unsubscribe';

/** A token of 192 bits: the capability to send deliveries. */
const newToken = () => randomBytes(24).toString('base64url');

/**
 * Registrations and deliveries over one storage folder. The receiver starts where something is registered already,
 * else with the first registration.
 */
export async function createWebhooks(env: WebhookEnvironment): Promise<Webhooks> {
  const ledger = await openLedger(env.storageFolder);
  const ports = createReceiverPorts(env.storageFolder);
  const store = createDeliveryStore(join(env.storageFolder, 'deliveries'), () => env.settings().deliveries);
  const redactor = createRedactor();
  const quoted = (text: string, length?: number) => quote(redactor, text, length);
  const credentialStore = new CredentialStore(env.secrets, () => ledger.entries());
  const signing = new SigningSecrets(env.secrets, (secret) => redactor.add(secret));
  /** Credentials of calls that were left in doubt: for as long as this window lives, and nowhere else. */
  const ofOrphans = new Map<string, Credentials>();
  const creating = new Set<string>();
  const deleting = new Map<string, Promise<RemoteOutcome>>();
  const listeners = new Set<(event: WebhookEvent) => void>();
  /** Registrations whose forwarded address has become another one. */
  const lostForwards = new Set<string>();
  let receiver: Promise<Receiver> | undefined;
  let checks: Promise<void> = Promise.resolve();
  let closed = false;

  for (const registration of ledger.entries()) redactor.add(tokenIn(registration));

  const log = (message: string) => env.log(redactor.text(message));

  const emit = (event: WebhookEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log(`A listener failed: ${messageOf(error)}`);
      }
    }
  };

  const loggedSend: Send = async (outgoing, options) => {
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
  const services = { github: createGithubService(loggedSend, quoted), http: createHttpService(loggedSend, quoted) };

  // --- Receiver -----------------------------------------------------------------------------------------------------

  const startReceiver = async (): Promise<Receiver> => {
    const { receiverPort } = env.settings();
    const wanted = receiverPort || ports.kept() || 0;
    const started = await createReceiver([wanted], store, {
      live: () => ledger.entries(),
      closed: () => ledger.closed(),
      secretOf: (registration) => signing.of(registration),
      stored: (registration, delivery) => afterDelivery(registration, delivery),
      log,
    });
    // Another window that lives keeps the port that it has; the next one to start alone comes back on it.
    const free = wanted === 0 || started.port === wanted || !ports.served().has(wanted);
    if (receiverPort === 0 && free) ports.keep(started.port);
    ports.enter(started.port);
    const moved = wanted !== 0 && started.port !== wanted;
    log(`Receiver on 127.0.0.1:${started.port}${moved ? `: port ${wanted} was taken` : ''}`);
    // Whoever waits for this object has to be able to listen first: from here to there, nothing may wait for a file.
    setImmediate(() => emit({ type: 'receiver', port: started.port, state: moved ? 'moved' : 'listening' }));
    return started;
  };

  const needReceiver = (): Promise<Receiver> => {
    receiver ??= startReceiver().catch((error) => {
      receiver = undefined;
      throw error;
    });
    return receiver;
  };

  /** Has the editor forward the port again, and notes the registrations whose address is no longer the same. */
  const restoreForwards = async ({ port }: Receiver) => {
    const forwarded = ledger.entries().filter((registration) => registration.exposure === 'forwarded');
    if (forwarded.length === 0) return;
    const base = await env.forward(port).catch(() => undefined);
    for (const { id, callbackUrl } of forwarded)
      if (base === undefined || !callbackUrl.startsWith(`${base}/`)) lostForwards.add(id);
    if (lostForwards.size > 0) emit({ type: 'registrations' });
  };

  const afterDelivery = (registration: Registration, delivery: StoredDelivery) => {
    log(
      `Received ${delivery.kind} ${delivery.event ?? ''} for ${registration.operationId}: answered ${delivery.answered}`,
    );
    emit({ type: 'delivery', registration: shown(registration), delivery });
    checks = checks.then(async () => {
      if (delivery.kind === 'delivery' && ledger.get(registration.id)) await check(registration, delivery);
      await store.prune(registration.id);
    });
    checks = checks.catch((error) => log(`A delivery could not be checked: ${messageOf(error)}`));
  };

  const pruneAll = async () => {
    for (const { id } of ledger.entries()) await store.prune(id);
  };

  const check = async (registration: Registration, delivery: StoredDelivery) => {
    const report = await env
      .checkPayload(delivery, registration.trigger.notification?.schema ?? null)
      .catch((error) => ({
        conforms: null,
        problems: [{ pointer: '', message: quoted(`Not checked: ${messageOf(error)}`) }],
      }));
    emit({ type: 'checked', registration: shown(registration), delivery: await store.setVerdict(delivery, report) });
  };

  // --- What is shown ------------------------------------------------------------------------------------------------

  /** A registration with the state that it has right now. */
  const shown = (registration: Registration): Registration => {
    const { id, state, receiverPort } = registration;
    if (deleting.has(id)) return { ...registration, state: 'deleting' };
    if (state !== 'active') return registration;
    if (receiverPort !== undefined && !ports.served().has(receiverPort)) {
      const warning = `Nothing arrives: the receiver no longer has port ${receiverPort}, which this webhook was registered with. Delete it and register it again.`;
      return { ...registration, state: 'unreachable', warnings: [...registration.warnings, warning] };
    }
    if (lostForwards.has(id)) {
      const warning =
        'Nothing arrives: the editor now forwards the receiver to another address. Delete this webhook and register it again.';
      return { ...registration, state: 'unreachable', warnings: [...registration.warnings, warning] };
    }
    return registration;
  };

  const need = (id: string): Registration => {
    const registration = ledger.get(id);
    if (!registration) throw new Error(`"id": there is no webhook ${quoted(String(id), 60)}.`);
    return registration;
  };

  // --- Calls --------------------------------------------------------------------------------------------------------

  const authorizationFor = async (
    credentials: Credentials,
    baseUrl: string,
    trigger: TriggerDescription,
    target?: GithubTarget,
  ) => {
    const scope = target ? githubScope(target) : 'admin:repo_hook';
    const authorization = await authorize(
      credentials,
      { baseUrl, security: trigger.security, githubScope: scope },
      env,
    );
    redactor.add(...secretsOf(credentials, authorization));
    return authorization;
  };

  const credentialsForCreate = async (
    { credentials, trigger }: RegisterRequest,
    baseUrl: string,
  ): Promise<Credentials> => {
    const chosen = credentials ?? (await credentialStore.forOrigin(originOf(baseUrl)));
    if (chosen) return chosen;
    if (trigger.security.length === 0) return { type: 'none' };
    throw new Error(
      `Supply "credentials": the definition declares ${describeSecurity(trigger)}, and none are kept for ${originOf(baseUrl)}.`,
    );
  };

  /** The credentials of a registration, turned into headers; for an orphan those of its origin, where some are kept. */
  const authorizationOf = async (registration: Registration, given?: Credentials): Promise<Authorization> => {
    const { baseUrl, trigger, github } = registration;
    const kept = given ?? ofOrphans.get(registration.id) ?? (await credentialStore.of(registration));
    const credentials =
      kept ?? (registration.state === 'orphan' ? await credentialStore.forOrigin(originOf(baseUrl)) : undefined);
    if (!credentials) {
      throw new Error(
        `Supply "credentials" again: those of this webhook for ${originOf(baseUrl)} are no longer kept. Or drop its entry only, with "forget": true.`,
      );
    }
    return authorizationFor(credentials, baseUrl, trigger, github && targetOf(github));
  };

  // --- Register -----------------------------------------------------------------------------------------------------

  const register = async (request: RegisterRequest, signal?: AbortSignal): Promise<Registration> => {
    const { trigger } = request;
    if (trigger.kind !== 'webhook')
      throw new Error(
        `"operationId": ${trigger.operationId} is a polling trigger; only webhook triggers can be registered.`,
      );
    if (!trigger.callback) {
      throw new Error(
        `"operationId": ${trigger.operationId} says nowhere where the callback URL goes. Mark a body property with "x-ms-notification-url": true.`,
      );
    }
    if (request.secret !== undefined && request.secret !== false && !request.secret)
      throw new Error('"secret" has to be a string that is not empty, or false.');
    const baseUrl = checkBaseUrl(request.baseUrl);
    const { port } = await needReceiver();
    const settings = env.settings();
    const way = {
      exposure: request.exposure,
      baseUrl,
      port,
      publicUrl: settings.receiverPublicUrl,
      forward: env.forward,
    };
    const { exposure, base } = await resolveExposure(way);
    const token = newToken();
    redactor.add(token);
    const callbackUrl = base + callbackPath(token);

    const built = buildRequest({ trigger, parameters: request.parameters, baseUrl, callbackUrl });
    const target =
      built.method === 'POST' ? githubTarget(built.url, ['https://api.github.com', settings.githubApiUrl]) : undefined;
    const credentials = await credentialsForCreate(request, baseUrl);
    const authorization = await authorizationFor(credentials, baseUrl, trigger, target);
    const signed = target
      ? githubSecret(built, request.secret)
      : { request: built, secret: request.secret || undefined };
    redactor.add(signed.secret);

    const registration: Registration = {
      id: randomUUID(),
      operationId: trigger.operationId,
      title: trigger.title,
      uri: request.uri,
      status: 0,
      state: 'creating',
      callbackUrl,
      warnings: warningsBefore(signed.request, signed.secret),
      createdAt: new Date().toISOString(),
      service: target ? 'github' : 'http',
      baseUrl,
      request: { method: built.method, url: maskUrl(redactor, built.url) },
      exposure,
      receiverPort: port,
      credentials: { type: credentials.type },
      signed: signed.secret !== undefined,
      trigger,
      parameters: maskParameters(request.parameters, trigger, redactor.text),
      ...(target && { github: target }),
    };
    if (signal?.aborted) throw new Error('Cancelled: nothing was sent.');
    if (signed.secret !== undefined) await signing.keep(registration.id, signed.secret);
    creating.add(registration.id);
    try {
      await ledger.put(registration);
      emit({ type: 'creating', registration });
      return await create(registration, signed.request, credentials, authorization, signal);
    } finally {
      creating.delete(registration.id);
    }
  };

  const create = async (
    intent: Registration,
    request: BuiltRequest,
    credentials: Credentials,
    authorization: Authorization,
    signal?: AbortSignal,
  ): Promise<Registration> => {
    const elapsed = stopwatch();
    const created = await services[intent.service]
      .create(request, authorization, signal)
      .catch((error) => createFailed(intent, credentials, error, elapsed()));
    const { trigger, baseUrl } = intent;
    const secretNames = authorization.query.map(([name]) => name);
    const idName = trigger.unsubscribe[0]?.idParameter;
    const { warnings, ...identity } = readAnswer(created, originOf(baseUrl), { idName, secretNames });
    const keptAs = await credentialStore.keep(originOf(baseUrl), credentials, trigger.security).catch((error) => {
      warnings.push(
        `The credentials could not be kept (${messageOf(error)}): they will be asked for again to delete this webhook.`,
      );
      return intent.credentials;
    });
    const registration: Registration = {
      ...intent,
      ...identity,
      state: 'active',
      status: created.status,
      warnings: [...intent.warnings, ...warnings],
      credentials: keptAs,
    };
    await ledger.put(registration);
    emit({ type: 'created', registration, milliseconds: elapsed() });
    return registration;
  };

  /** Leaves an orphan where the service may have acted, else nothing. Always throws. */
  const createFailed = async (
    intent: Registration,
    credentials: Credentials,
    error: unknown,
    milliseconds: number,
  ): Promise<never> => {
    const inDoubt = !(error instanceof ServiceError) || error.inDoubt;
    const reason = redactor.text(messageOf(error));
    const message = inDoubt
      ? `${reason} It may have created the webhook all the same: it is listed as an orphan. Delete it to make sure.`
      : reason;
    const status = error instanceof ServiceError ? error.status : 0;
    const failed: Registration = { ...intent, status, state: 'orphan', problem: reason };
    if (inDoubt) {
      ofOrphans.set(intent.id, credentials);
      await ledger.put(failed);
    } else {
      await ledger.close(intent.id, closedCallback(intent));
      await signing.drop(intent);
      await store.removeAll(intent.id);
    }
    emit({ type: 'createFailed', registration: failed, message, milliseconds });
    throw new Error(message);
  };

  // --- Delete -------------------------------------------------------------------------------------------------------

  const remove = (
    id: string,
    options: { forget?: boolean; credentials?: Credentials } = {},
  ): Promise<RemoteOutcome> => {
    const running = deleting.get(id);
    if (running) return running;
    const act = async () => {
      const registration = need(id);
      if (registration.state === 'creating') throw new Error('This webhook is still being created.');
      const elapsed = stopwatch();
      try {
        const remote = options.forget ? 'forgotten' : await removeRemote(registration, options.credentials);
        await dropEntry(registration);
        deleting.delete(id);
        emit({ type: 'deleted', registration, remote, milliseconds: elapsed() });
        return remote;
      } catch (error) {
        const message = redactor.text(messageOf(error));
        await ledger.put({ ...registration, problem: message });
        deleting.delete(id);
        emit({
          type: 'deleteFailed',
          registration: { ...registration, problem: message },
          message,
          milliseconds: elapsed(),
        });
        throw new Error(message);
      }
    };
    const outcome = act().finally(() => deleting.delete(id));
    deleting.set(id, outcome);
    // Rejects only through what is returned.
    outcome.catch(() => {});
    if (ledger.get(id)) emit({ type: 'registrations' });
    return outcome;
  };

  const removeRemote = async (registration: Registration, given?: Credentials): Promise<RemoteOutcome> => {
    const service: Service = services[registration.service];
    if (registration.state === 'orphan' && !service.findOrphan) {
      throw new Error(
        'The answer to its create call was never seen, so its address at the service is not known. Look there for a webhook with this callback URL and delete it, then delete it here with "forget": true.',
      );
    }
    // Found out first: without a target there is nothing to sign in for.
    const known = registration.state === 'orphan' ? undefined : hookTarget(registration);
    const authorization = await authorizationOf(registration, given);
    if (known) return service.delete(known.url, known.headers, authorization);
    const url = await service.findOrphan?.(registration.request.url, registration.callbackUrl, authorization);
    return url ? service.delete(url, {}, authorization) : 'gone';
  };

  const dropEntry = async (registration: Registration) => {
    await ledger.close(registration.id, closedCallback(registration));
    ofOrphans.delete(registration.id);
    lostForwards.delete(registration.id);
    // The webhook is gone either way; what cannot be cleared away must not bring it back.
    const clear = (what: string, act: Promise<void>) =>
      act.catch((error) => log(`${what} could not be removed: ${messageOf(error)}`));
    await clear('Deliveries', store.removeAll(registration.id));
    await clear('A signing secret', signing.drop(registration));
    await clear('Credentials', credentialStore.release(registration));
  };

  // --- GitHub only --------------------------------------------------------------------------------------------------

  const githubHook = (id: string): { registration: Registration; hookUrl: string } => {
    const registration = need(id);
    if (registration.service !== 'github')
      throw new Error(`"id": only GitHub can do this, and ${new URL(registration.baseUrl).host} is another service.`);
    if (registration.state === 'orphan')
      throw new Error('This webhook is an orphan: its address at GitHub is not known.');
    return { registration, hookUrl: hookTarget(registration).url };
  };

  const ping = async (id: string) => {
    const { registration, hookUrl } = githubHook(id);
    return services.github.ping!(hookUrl, await authorizationOf(registration));
  };

  const redeliver = async (id: string, deliveryId: string) => {
    const { registration, hookUrl } = githubHook(id);
    const ours = (await store.list(id)).find((delivery) => delivery.id === deliveryId);
    const guid = ours ? ours.headers['x-github-delivery'] : deliveryId;
    if (!guid)
      throw new Error(
        '"deliveryId": this delivery has no X-GitHub-Delivery header, so GitHub cannot be asked for it again.',
      );
    return services.github.redeliver!(hookUrl, guid, await authorizationOf(registration));
  };

  // --- The whole ----------------------------------------------------------------------------------------------------

  // Another window registered, deleted or received something.
  const watcher = watch(env.storageFolder, { persistent: false }, (_, name) => {
    if (name === 'registrations.jsonl' && !closed) emit({ type: 'registrations' });
  });
  watcher.on('error', (error) => log(`Other windows are not watched: ${error.message}`));

  if (ledger.entries().length > 0) {
    const started = await needReceiver();
    void restoreForwards(started);
    checks = pruneAll().catch((error) => log(`Old deliveries could not be dropped: ${messageOf(error)}`));
  }

  return {
    register,
    delete: remove,
    list: () => ledger.entries().map(shown),
    get: (id) => {
      const registration = ledger.get(id);
      return registration && shown(registration);
    },
    deliveries: async (id) => store.list(need(id).id),
    ping,
    redeliver,
    async removeCredentials(origin) {
      const only = origin !== undefined && URL.canParse(origin) ? originOf(origin) : origin;
      for (const { id, baseUrl } of ledger.entries())
        if (only === undefined || originOf(baseUrl) === only) ofOrphans.delete(id);
      return credentialStore.forget(only);
    },
    orphans: () => ledger.entries().filter(({ state }) => state === 'orphan'),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      watcher.close();
      const running = await receiver?.catch(() => undefined);
      await running?.close();
      await checks;
      ports.leave();
      if (running) emit({ type: 'receiver', port: running.port, state: 'closed' });
    },
  };
}

const tokenIn = ({ callbackUrl }: Registration): string => tokenOf(new URL(callbackUrl).pathname) ?? '';

const closedCallback = (registration: Registration): ClosedCallback => ({
  tokenHash: tokenHash(tokenIn(registration)),
  host: new URL(registration.callbackUrl).host,
});

/** For GitHub, an address can always be made from the id: the API is known. */
function hookTarget(registration: Registration) {
  const { service, location, remoteUrl, remoteId, request } = registration;
  if (service === 'github' && !location && !remoteUrl && remoteId !== undefined) {
    return { url: `${request.url.replace(/[?#].*$/, '')}/${encodeURIComponent(remoteId)}`, headers: {} };
  }
  return deleteTarget(registration);
}

const targetOf = ({ owner, repo, org }: NonNullable<Registration['github']>): GithubTarget =>
  org !== undefined ? { org } : { owner: owner ?? '', repo: repo ?? '' };

function warningsBefore(request: BuiltRequest, secret: string | undefined): string[] {
  const warnings = request.unknown.map(
    (name) => `"parameters" names "${name}", which this trigger does not have: it was not sent.`,
  );
  if (secret !== undefined && !sendsSecret(request, secret)) {
    warnings.push(
      'The secret was not sent to the service: name it, too, in the body property of "parameters" that takes it.',
    );
  }
  return warnings;
}

/**
 * The answers without secrets, for the ledger. Path parameters stay, whatever they are called: they say what was
 * subscribed to, and the unsubscribe operation needs them.
 */
function maskParameters(
  parameters: JsonObject,
  trigger: TriggerDescription,
  redact: (text: string) => string,
): JsonObject {
  const secretParameters = new Set(
    trigger.parameters
      .filter(({ in: place, format }) => place !== 'path' && format === 'password')
      .map(({ name }) => name),
  );
  const inPath = new Set(trigger.parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name));
  const masked = (name: string, value: Json): Json => {
    if (isSecretName(name) && !isObject(value) && !Array.isArray(value) && typeof value !== 'boolean') return mask;
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map((item) => masked('', item));
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, masked(key, child)]));
    return value;
  };
  const entries = Object.entries(parameters).map(([name, value]) => {
    if (inPath.has(name)) return [name, value];
    return [name, secretParameters.has(name) ? mask : masked(name, value)];
  });
  return Object.fromEntries(entries);
}

function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
