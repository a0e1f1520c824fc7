import { randomBytes, randomUUID } from 'node:crypto';
import type { Json } from '../../../server/protocol/json';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { InputError } from '../../common/inputError';
import { maskUrl } from '../../common/redact';
import { t } from '../../common/translate';
import { ServiceError } from '../../common/transport';
import {
  callbackDamage,
  callbackPath,
  callbackQuery,
  callbackSignature,
  callbackToken,
  flowCallbackUrl,
} from '../../domain/callback';
import { distinctDifferences } from '../../domain/differences';
import type { Credentials, Difference, Exposure, WebhookRegistration } from '../../domain/registration';
import { describeDamage } from '../../receiver/flowCallback';
import { parseHandshakeAnswer } from '../../receiver/handshakes/ownAnswer';
import { parseSignatureDescription } from '../../receiver/signatures/customSignature';
import { type Context, closedCallback, messageOf, stopwatch } from '../context';
import { secretsOf } from '../credentials/credentialStore';
import { githubSecret, sendsSecret } from '../credentials/signingSecrets';
import { notLoaded } from '../deliveries/notificationSchema';
import type { Receiving } from '../deliveries/receiving';
import type { WebhookSettings } from '../environment';
import { resolveExposure } from '../exposure/exposure';
import { relayUrlIn, saveRelayUrl, withoutCallbackUrl } from '../exposure/githubRelay';
import { probe, type Reach } from '../exposure/reach';
import { authorizationFor, credentialsForCreate, saveCredentials } from '../remote/authorization';
import { isWebhookUrl } from '../remote/deleteTarget';
import { policedBaseUrl, policedCall, policyDifferences, setsBaseUrl } from '../remote/policedCall';
import { chosenIdOf, idNameOf, ownUnsubscribe, wantedFromResponse } from '../remote/unsubscribeInputs';
import { checkBaseUrl, originOf } from '../request/baseUrl';
import { type BuiltRequest, buildRequest } from '../request/buildRequest';
import { connectionValues, splitSecure } from '../request/policies/connection';
import type { AppliedPolicy, ConnectionValues } from '../request/policies/policies';
import { applyResponsePolicies } from '../request/policies/responsePolicies';
import { type GithubTarget, githubApiUrls, githubTarget } from '../services/github';
import type { Authorization, Created } from '../services/services';
import type { RegisterRequest, RequestPreview } from '../webhooksApi';
import { defaultDifferences } from './defaultDifferences';
import { hasDynamicSchema, loadSchema } from './dynamicSchema';
import { maskParameters, redactDeep, secretParameters } from './parameterSecrets';
import { previewOf } from './requestPreview';
import { readCreateResponse } from './response/createResponse';
import { offeredSecret } from './response/offeredSecret';
import { scriptDifferences } from './scriptDifferences';
import { secretsIn } from './setSignature';
import { messagesOf, type Warning, type WarningCode } from './warnings';

/** A create call that is ready to be sent. */
interface Prepared {
  registration: WebhookRegistration;
  /** Known before the call; the registration has their messages. */
  warnings: Warning[];
  request: BuiltRequest;
  /** The policies that changed the request. */
  applied: AppliedPolicy[];
  /** The values that policies read. */
  values: ConnectionValues;
  /** The signing secrets, the one in use first; empty for a webhook that is not signed. */
  secrets: string[];
  /** True when a secret in the response may become the signing secret. */
  takesSecret: boolean;
  /** All secrets in the request: the service may repeat them in its response. */
  sent: string[];
  credentials: Credentials;
  /** The credentials of the create call after its policies. */
  authorization: Authorization;
  /** The credentials before any policy, for other calls. */
  own: Authorization;
  signal?: AbortSignal;
}

/** A webhook that was created, with the warnings that its entry has as text. */
export interface Registered {
  registration: WebhookRegistration;
  warnings: Warning[];
}

/** The create call failed: its response was an error, or there was none. */
export class CreateFailed extends Error {
  constructor(
    message: string,
    /** In the state `orphan` when the service may have created it; otherwise its entry is gone. */
    readonly registration: WebhookRegistration,
    /** The property of a command's object that another value might help with. */
    readonly property?: string,
  ) {
    super(message);
  }

  /** HTTP status of the response; 0 without one. */
  get status(): number {
    return this.registration.status;
  }
}

/**
 * Registers a webhook. The receiver runs, and the ledger has the call, before it is sent: services shake hands during the
 * call, and a crash must not leave a webhook that nobody knows of. Rejects with {@link CreateFailed} when the call was
 * sent and failed.
 */
export async function registerWebhook(
  context: Context,
  receiving: Receiving,
  request: RegisterRequest,
  signal?: AbortSignal,
): Promise<Registered> {
  const prepared = await prepare(context, receiving, request, signal);
  if (signal?.aborted) throw new Error(t('Canceled. Nothing was sent.'));
  return register(context, receiving, await withSchema(context, prepared, request));
}

async function register(context: Context, receiving: Receiving, prepared: Prepared): Promise<Registered> {
  const { registration, secrets } = prepared;
  // A handshake comes during the call.
  if (registration.exposure === 'smee') await receiving.openRelay(registration);
  // The entry first: a secret that no entry names would never be removed.
  await context.ledger.put(registration);
  if (secrets.length > 0) await keepSigningSecrets(context, registration, secrets);
  context.emit({ type: 'creating', registration });
  context.live.beginRegister(registration.id);
  try {
    const created = await create(context, prepared);
    if (created.registration.exposure === 'github') await receiving.openForwarder(created.registration);
    return created;
  } finally {
    context.live.endRegister(registration.id);
  }
}

/**
 * Loads the notification schema where only the service knows it: before the create call, as while a flow is edited, so that
 * the first delivery can be checked.
 */
async function withSchema(context: Context, prepared: Prepared, request: RegisterRequest): Promise<Prepared> {
  const { registration, warnings, own, values, signal } = prepared;
  const { trigger, baseUrl } = registration;
  if (!hasDynamicSchema(trigger)) return prepared;
  const about = { trigger, parameters: request.parameters, baseUrl, connection: { authorization: own, values } };
  if (request.withoutSchema !== undefined)
    return { ...prepared, registration: { ...registration, dynamicSchema: { problem: request.withoutSchema } } };
  const dynamicSchema = await loadSchema(context, about, signal);
  if (signal?.aborted) throw new Error(t('Canceled. No webhook was created.'));
  const more: Warning[] =
    'problem' in dynamicSchema ? [{ code: 'schema-not-loaded', message: notLoaded(dynamicSchema.problem) }] : [];
  return {
    ...prepared,
    warnings: [...warnings, ...more],
    registration: { ...registration, dynamicSchema, warnings: [...registration.warnings, ...messagesOf(more)] },
  };
}

async function keepSigningSecrets(
  context: Context,
  registration: WebhookRegistration,
  secrets: string[],
): Promise<void> {
  try {
    await context.signing.keep(registration.id, secrets);
  } catch (error) {
    await context.ledger.close(registration.id, closedCallback(registration));
    throw new InputError(
      'secret',
      t(
        'The signing secret could not be saved ({0}), so nothing was sent to the service.',
        context.quote(messageOf(error)),
      ),
    );
  }
}

/** Returns the call that {@link registerWebhook} would send, with a callback of the same form, and without its effects. */
export async function preview(
  context: Context,
  receiving: Receiving,
  request: RegisterRequest,
): Promise<RequestPreview> {
  const { registration, request: complete, authorization, applied } = await prepare(context, receiving, request);
  const { trigger } = request;
  const callback: [string[], string] = [
    [trigger.body?.name ?? 'body', ...(trigger.callback?.path ?? [])],
    registration.callbackUrl,
  ];
  const { service, differences = [] } = registration;
  return previewOf(context, { request: complete, authorization, service, callback, applied, differences });
}

/** Tries whether the public URL that a request would use leads here; undefined without one. */
export async function reach(
  context: Context,
  receiving: Receiving,
  request: RegisterRequest,
  signal?: AbortSignal,
): Promise<Reach | undefined> {
  const port = await receiving.port();
  const resolved = await resolveFor(context, request, baseUrlOf(request), port).catch(() => undefined);
  const isPublic = resolved?.exposure === 'custom' || resolved?.exposure === 'forwarded';
  return isPublic ? probe(context.probes, resolved.base, port, signal) : undefined;
}

const resolveFor = ({ env }: Context, request: RegisterRequest, baseUrl: string, port: number) => {
  const { receiverPublicUrl, smeeServer } = env.settings();
  const { exposure } = request;
  return resolveExposure({ exposure, baseUrl, port, publicUrl: receiverPublicUrl, smeeServer, forward: env.forward });
};

function checkRequest({ trigger }: RegisterRequest): void {
  const { operationId, kind, callback } = trigger;
  if (kind !== 'webhook') {
    throw new InputError(
      'operationId',
      t('{0} is a polling trigger. Only webhook triggers can be registered.', operationId),
    );
  }
  if (!callback) {
    throw new InputError(
      'operationId',
      t(
        '{0} has no place for the callback URL, so the service could not send deliveries. Mark a property of its body with `"x-ms-notification-url": true`.',
        operationId,
      ),
    );
  }
}

async function prepare(
  context: Context,
  receiving: Receiving,
  request: RegisterRequest,
  signal?: AbortSignal,
): Promise<Prepared> {
  checkRequest(request);
  const [inUse, ...others] = secretsIn(request.secret);
  const signature = request.signature && parseSignatureDescription(request.signature);
  const handshakeAnswer = request.handshakeAnswer && parseHandshakeAnswer(request.handshakeAnswer);
  const { env, redactor } = context;
  const { trigger } = request;
  const settings = env.settings();
  const baseUrl = baseUrlOf(request);
  const port = await receiving.port();
  const { exposure, base } = await resolveFor(context, request, baseUrl, port);
  // 192 bits: whoever knows the token can send deliveries.
  const token = randomBytes(24).toString('base64url');
  redactor.add(token);
  // Whoever knows the name of a relay's channel can read it, too, so the token is that name.
  const { callbackUrl, differences } = callbackFor(request, exposure, base, token);
  redactor.add(callbackSignature(callbackUrl));

  const built = buildRequest({ trigger, parameters: request.parameters, baseUrl, callbackUrl });
  const { plain, secure } = splitSecure(request.connectionParameters, trigger.connectionParameters);
  const credentials = withConnectionParameters(await credentialsForCreate(context, request, baseUrl), secure);
  const own = await authorizationFor(context, credentials, {
    baseUrl,
    trigger,
    github: githubTargetOf(built, settings),
    interactive: request.interactive,
  });
  const values = connectionValues({ described: trigger.connectionParameters, given: plain, credentials });
  const policed = policedCall({ request: built, authorization: own }, trigger.policies, values);
  const { authorization } = policed;
  redactor.add(...secretsOf(credentials, authorization));
  const github = githubTargetOf(policed.request, settings);
  const { request: complete, secret } = withSecret(
    exposure === 'github' ? withoutCallbackUrl(policed.request, github) : policed.request,
    github,
    request.secret === false ? false : inUse,
  );
  const secrets = secret === undefined ? [] : [secret, ...others];
  const parameterSecrets = secretParameters(request.parameters, trigger);
  redactor.add(...secrets, ...parameterSecrets);
  const redact = (value: Json) => redactDeep(value, redactor.text);

  const warnings = [...requestWarnings(complete, trigger, secret), ...relayLimits(exposure, base)];
  const registration: WebhookRegistration = {
    id: randomUUID(),
    operationId: trigger.operationId,
    title: trigger.title,
    uri: request.uri,
    status: 0,
    state: 'creating',
    callbackUrl,
    warnings: messagesOf(warnings),
    differences: [
      ...differences,
      ...policyDifferences(policed.skipped),
      ...scriptDifferences(trigger),
      ...defaultDifferences(trigger),
    ],
    ...((request.strictAnswers ?? settings.strictAnswers) && { strictAnswers: true as const }),
    ...(handshakeAnswer && { handshakeAnswer }),
    createdAt: new Date().toISOString(),
    service: github ? 'github' : 'http',
    baseUrl,
    request: { method: complete.method, url: maskUrl(redactor, complete.url) },
    exposure,
    receiverPort: port,
    credentials: { type: credentials.type },
    signed: secrets.length > 0,
    ...(signature && { signature }),
    // A default in the definition may be a secret.
    trigger: {
      ...trigger,
      body: trigger.body && (redact(trigger.body as unknown as Json) as unknown as typeof trigger.body),
    },
    parameters: maskParameters(request.parameters, trigger, redactor.text),
    ...(Object.keys(plain).length > 0 && { connectionParameters: plain }),
    ...(github && { github }),
  };
  const sent = [...secretsOf(credentials, authorization), ...secrets, ...parameterSecrets];
  const takesSecret = request.secret !== false && !github;
  return {
    registration,
    warnings,
    request: complete,
    applied: policed.applied,
    values,
    secrets,
    takesSecret,
    sent,
    credentials,
    authorization,
    own,
    signal,
  };
}

/** Returns the callback URL in the form that is wanted, and the difference where a relay does not allow it. */
function callbackFor(
  { callback }: RegisterRequest,
  exposure: Exposure,
  base: string,
  token: string,
): { callbackUrl: string; differences: Difference[] } {
  const short = base + (exposure === 'smee' ? `/${token}` : callbackPath(token));
  if (callback !== undefined && callback !== 'short' && callback !== 'power-automate')
    throw new InputError('callback', 'It must be "short" or "power-automate".');
  if (callback !== 'power-automate') return { callbackUrl: short, differences: [] };
  if (exposure === 'smee' || exposure === 'github') {
    const message = t(
      "Deliveries come through a relay with a short callback URL. Whether the service accepts a flow's callback URL was not tried.",
    );
    return { callbackUrl: short, differences: [{ code: 'callback-form', message }] };
  }
  // As long as a flow's: 43 characters stand for 32 bytes.
  const signature = randomBytes(32).toString('base64url');
  return { callbackUrl: flowCallbackUrl(base, token, signature, randomBytes(16).toString('hex')), differences: [] };
}

/** Returns the base URL of the create call: the one in the request, or that which a policy sets. */
function baseUrlOf(request: RegisterRequest): string {
  const baseUrl = checkBaseUrl(request.baseUrl);
  const { trigger, parameters } = request;
  if (!request.baseUrlFromPolicy || !setsBaseUrl(trigger.policies)) return baseUrl;
  // Where the callback is does not matter yet.
  const built = buildRequest({ trigger, parameters, baseUrl, callbackUrl: 'https://callback.invalid/' });
  const call = { request: built, authorization: noAuthorization };
  const values = connectionValues({
    described: trigger.connectionParameters,
    given: request.connectionParameters,
    credentials: request.credentials ?? { type: 'none' },
  });
  return checkBaseUrl(policedBaseUrl(call, trigger.policies, values));
}

const noAuthorization: Authorization = { headers: {}, query: [] };

/** Returns credentials with the secure values of the connection, for whoever deletes the webhook later. */
function withConnectionParameters(credentials: Credentials, secure: Record<string, string>): Credentials {
  if (Object.keys(secure).length === 0) return credentials;
  return { ...credentials, connectionParameters: { ...credentials.connectionParameters, ...secure } };
}

function githubTargetOf({ method, url }: BuiltRequest, settings: WebhookSettings): GithubTarget | undefined {
  return method === 'POST' ? githubTarget(url, githubApiUrls(settings)) : undefined;
}

/** Puts the secret into GitHub's body; for other services the person names the property that takes it in `parameters`. */
function withSecret(request: BuiltRequest, github: GithubTarget | undefined, wanted: string | false | undefined) {
  return github ? githubSecret(request, wanted) : { request, secret: wanted || undefined };
}

async function create(context: Context, prepared: Prepared): Promise<Registered> {
  const { registration: intent, request, authorization, signal } = prepared;
  const elapsed = stopwatch();
  let late: Promise<Created> | undefined;
  const take = (response: Promise<Created>) => {
    late = response;
    // A failure is handled by adoptLate, once the ledger has the orphan.
    response.catch(() => {});
  };
  const options = { signal, late: { signal: context.live.lateResponses.signal, take } };
  let created: Created;
  try {
    created = await context.services[intent.service].create(request, authorization, options);
  } catch (error) {
    const failed = await settleFailure(context, prepared, { error, late: late !== undefined }, elapsed());
    if (late) context.live.lateResponses.add(adoptLate(context, prepared, late, elapsed));
    throw failed;
  }
  return activateOrNote(context, prepared, created, elapsed);
}

/** As {@link activate}; where that fails, the webhook is noted as far as it is known. */
async function activateOrNote(
  context: Context,
  prepared: Prepared,
  created: Created,
  elapsed: () => number,
): Promise<Registered> {
  try {
    return await activate(context, prepared, created, elapsed);
  } catch (error) {
    throw await settleUnread(context, prepared.registration, created, error, elapsed());
  }
}

/** Notes a webhook whose response could not be dealt with, so that it can be deleted. */
async function settleUnread(
  context: Context,
  intent: WebhookRegistration,
  { status, location }: Created,
  error: unknown,
  milliseconds: number,
): Promise<CreateFailed> {
  const reason = context.redactor.text(messageOf(error));
  // As far as it got: the entry may be complete.
  const noted = context.ledger.get(intent.id) ?? intent;
  const failed: WebhookRegistration = {
    ...noted,
    status,
    state: 'orphan',
    problem: reason,
    ...(noted.location === undefined && location && { location: context.redactor.text(location) }),
  };
  await context.ledger.record(failed);
  const message = t(
    "The service returned {0}, but the response couldn't be processed: {1} The webhook is listed as one that may have been left behind. Delete it to make sure.",
    status,
    reason,
  );
  context.emit({ type: 'createFailed', registration: failed, message, milliseconds });
  return new CreateFailed(message, failed);
}

/**
 * Waits for the response to a call that was given up: it turns the orphan into a webhook, or drops it. An orphan that was
 * deleted or forgotten in the meantime stays so.
 */
async function adoptLate(
  context: Context,
  prepared: Prepared,
  response: Promise<Created>,
  elapsed: () => number,
): Promise<void> {
  const { id, operationId } = prepared.registration;
  const isOrphan = () => context.ledger.get(id)?.state === 'orphan' && !context.live.isDeleting(id);
  try {
    const created = await response;
    if (isOrphan()) await activateOrNote(context, prepared, created, elapsed);
    else context.log(`The create call of ${operationId} was answered after its entry was gone: ${created.status}`);
  } catch (error) {
    context.log(`The create call of ${operationId}, which took too long: ${messageOf(error)}`);
    // Only a definite refusal says that there is no webhook.
    if (!(error instanceof ServiceError) || error.inDoubt || !isOrphan()) return;
    await dropIntent(context, prepared.registration);
    context.emit({ type: 'registrations' });
  }
}

async function activate(
  context: Context,
  prepared: Prepared,
  response: Created,
  elapsed: () => number,
): Promise<Registered> {
  const { registration: intent, request, credentials, authorization, sent, takesSecret } = prepared;
  const { baseUrl, trigger } = intent;
  const { created, differences } = policedResponse(response, prepared);
  const answeredAt = isElsewhere(created.url, request.url) ? maskUrl(context.redactor, created.url) : undefined;
  const called: WebhookRegistration = answeredAt === undefined ? intent : { ...intent, answeredAt };
  const { warnings, ...identity } = readCreateResponse(created, {
    origin: originOf(baseUrl),
    idName: idNameOf(trigger),
    chosenId: chosenIdOf(intent),
    inputs: wantedFromResponse(intent),
    secretNames: authorization.query.map(([name]) => name),
    secrets: sent,
    isOwnAddress: request.method === 'PUT' || deletesAtSamePath(trigger),
    isWebhookUrl: (url) => isWebhookUrl(called, url),
    callbackUrl: intent.callbackUrl,
    mask: (url) => maskUrl(context.redactor, url),
  });
  const signed = isSigned(context, intent);
  const offered = takesSecret && !signed ? offeredSecret(created.body) : undefined;
  const active: WebhookRegistration = {
    ...called,
    ...identity,
    state: 'active',
    status: created.status,
    signed,
    ...(offered !== undefined && { offersSecret: true }),
    warnings: [...intent.warnings, ...messagesOf(warnings)],
    differences: distinctDifferences([
      ...(intent.differences ?? []),
      // Those of the handshakes during the call.
      ...(await handshakeDifferences(context, intent.id)),
      ...differences,
      ...echoDifferences(created, intent.callbackUrl),
    ]),
  };
  const relayUrl = intent.exposure === 'github' ? relayUrlIn(created.body, baseUrl) : undefined;
  const savedRelay = relayUrl === undefined ? undefined : saveRelayUrl(context, intent.id, relayUrl);
  // A relay may need them before they are saved.
  context.live.holdCredentials(intent.id, credentials);
  // The webhook exists: the ledger gets its URL before anything else can fail or end the process.
  await context.ledger.record(active);
  if (offered !== undefined)
    await context.signing
      .offer(intent.id, offered)
      .catch((error) => context.log(`The secret of the answer could not be kept: ${messageOf(error)}`));
  await savedRelay?.catch((error) => context.log(`The address of the relay could not be kept: ${messageOf(error)}`));
  const saved = await saveCredentialsOrWarn(context, active, credentials);
  const { registration } = saved;
  context.emit({ type: 'created', registration, milliseconds: elapsed() });
  return { registration, warnings: [...prepared.warnings, ...warnings, ...saved.warnings] };
}

/** Returns what the handshakes during the call showed; nothing where their rows can't be read now. */
async function handshakeDifferences({ store, log }: Context, id: string): Promise<Difference[]> {
  try {
    return (await store.summaries(id)).flatMap((row) => row.differences ?? []);
  } catch (error) {
    log(`The handshakes of a webhook could not be read: ${messageOf(error)}`);
    return [];
  }
}

/** Returns the response after the policies of its section, which may supply the `Location`. */
function policedResponse(
  response: Created,
  { registration, values }: Prepared,
): { created: Created; differences: Difference[] } {
  const { policies = [] } = registration.trigger;
  if (!policies.some(({ section }) => section === 'response')) return { created: response, differences: [] };
  const { location, headers = {}, body } = response;
  const before = { ...headers, ...(location !== null && { location }) };
  const outcome = applyResponsePolicies({ headers: before, body }, policies, values);
  const created = {
    ...response,
    location: outcome.headers.location ?? null,
    headers: outcome.headers,
    body: outcome.body,
  };
  return { created, differences: policyDifferences(outcome.skipped) };
}

/** Returns what the response shows of the callback URL that the service has saved. */
function echoDifferences({ body, text }: Created, callbackUrl: string): Difference[] {
  if (callbackQuery(callbackUrl) === '') return [];
  const echoed = textsIn(body ?? text ?? '').filter((one) =>
    one.includes(callbackPath(callbackToken(callbackUrl) ?? '')),
  );
  return echoed.flatMap((one) => {
    const damage = callbackDamage(callbackUrl, one);
    return damage ? [{ code: 'callback-form' as const, message: describeDamage(damage) }] : [];
  });
}

const textsIn = (value: Json): string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
};

const isElsewhere = (url: string, called: string): boolean => new URL(url).pathname !== new URL(called).pathname;

function deletesAtSamePath(trigger: TriggerDescription): boolean {
  const own = ownUnsubscribe(trigger);
  return own?.method === 'delete' && own.relation === 'same-path' && !own.hasBody;
}

/** True when deliveries are signed: a handshake may have brought the secret during the call. */
const isSigned = ({ ledger }: Context, { id, signed }: WebhookRegistration): boolean =>
  ledger.get(id)?.signed ?? signed;

/** Saves the credentials of a webhook that was created; a failure is a warning. */
async function saveCredentialsOrWarn(
  context: Context,
  active: WebhookRegistration,
  credentials: Credentials,
): Promise<Registered> {
  try {
    return { registration: await saveCredentials(context, active.id, credentials), warnings: [] };
  } catch (error) {
    const message = t(
      'The credentials could not be saved ({0}). You will be asked for them again when you delete this webhook.',
      context.quote(messageOf(error)),
    );
    const warned = { ...active, signed: isSigned(context, active), warnings: [...active.warnings, message] };
    await context.ledger.record(warned);
    return { registration: warned, warnings: [{ code: 'credentials-not-saved', message }] };
  } finally {
    context.live.releaseCredentials(active.id);
  }
}

/** Leaves an orphan when the service may have acted; otherwise drops the entry. */
async function settleFailure(
  context: Context,
  { registration: intent, credentials }: Prepared,
  { error, late }: { error: unknown; late: boolean },
  milliseconds: number,
): Promise<CreateFailed> {
  const inDoubt = !(error instanceof ServiceError) || error.inDoubt;
  const reason = context.redactor.text(messageOf(error));
  const status = error instanceof ServiceError ? error.status : 0;
  const failed: WebhookRegistration = {
    ...intent,
    signed: isSigned(context, intent),
    status,
    state: inDoubt ? 'orphan' : intent.state,
    problem: reason,
  };
  if (inDoubt) {
    context.live.holdCredentials(intent.id, credentials);
    await context.ledger.record(failed);
  } else await dropIntent(context, intent);
  const doubt = late
    ? t(
        'The service may still create the webhook, so it is listed as an orphan until the response arrives. If none arrives within two minutes, delete it to make sure.',
      )
    : t('The service may have created the webhook all the same, so it is listed as an orphan. Delete it to make sure.');
  const message = inDoubt ? `${reason} ${doubt}` : reason;
  context.emit({ type: 'createFailed', registration: failed, message, milliseconds });
  return new CreateFailed(message, failed, error instanceof ServiceError ? error.property : undefined);
}

/** Drops everything about a webhook that was not created. */
async function dropIntent(context: Context, intent: WebhookRegistration): Promise<void> {
  context.live.releaseCredentials(intent.id);
  // A failure here must not hide why the service refused.
  const attempt = (what: string, act: Promise<unknown>) =>
    act.catch((error) => context.log(`${what} could not be removed: ${messageOf(error)}`));
  await attempt('A signing secret', context.signing.drop({ ...intent, signed: isSigned(context, intent) }));
  await context.ledger.close(intent.id, closedCallback(intent));
  await attempt('Deliveries', context.store.removeAll(intent.id));
}

function relayLimits(exposure: Exposure, base: string): Warning[] {
  if (exposure === 'smee') return [{ code: 'relay-limits', message: limitsOfSmee(base) }];
  return exposure === 'github' ? [{ code: 'relay-limits', message: limitsOfGithubRelay() }] : [];
}

const limitsOfGithubRelay = () =>
  t(
    "Deliveries come through GitHub's development relay, which is not documented and may change. It takes one webhook for each repository or organization, and nothing arrives while this editor is closed.",
  );

const limitsOfSmee = (server: string): string =>
  t(
    'Deliveries pass through {0}, which takes only JSON objects of up to 1 MiB sent with POST, and serializes them again, so signatures over the exact bytes may no longer match.',
    new URL(server).host,
  );

/** Maximum number of listed values that a warning names. */
const maxListed = 10;

/** The warnings about a request that is known before it is sent. */
function requestWarnings(
  request: BuiltRequest,
  { callback }: TriggerDescription,
  secret: string | undefined,
): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: WarningCode, message: string) => warnings.push({ code, message });
  for (const name of request.unknown)
    warn('unknown-parameter', t('This trigger has no parameter "{0}", so it was not sent.', name));
  for (const name of request.reserved)
    warn('reserved-header', t('"{0}" was not sent, because the connection sets this header itself.', name));
  for (const { name, listed } of request.outside) {
    const some = listed.slice(0, maxListed).join(', ') + (listed.length > maxListed ? ', …' : '');
    warn(
      'value-not-listed',
      t('The value of "{0}" is not one that the definition lists ({1}). It was sent all the same.', name, some),
    );
  }
  if (callback?.inArray)
    warn(
      'callback-in-array',
      t(
        "The callback URL is inside a list, which Power Automate's designer doesn't fill, so a flow would get no deliveries.",
      ),
    );
  if (secret !== undefined && !sendsSecret(request, secret))
    warn(
      'secret-not-sent',
      t('The signing secret was not sent to the service. Enter it also as the value of the property that takes it.'),
    );
  return warnings;
}
