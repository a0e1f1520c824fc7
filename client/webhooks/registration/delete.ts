import { InputError } from '../../common/inputError';
import { maskUrl } from '../../common/redact';
import { t } from '../../common/translate';
import { ServiceError } from '../../common/transport';
import type { RemoteOutcome, WebhookRegistration } from '../../domain/registration';
import { type Context, closedCallback, messageOf, requireWebhook, stopwatch } from '../context';
import { MissingInput } from '../credentials/missingInput';
import { dropForwardUrls } from '../deliveries/forwardTargets';
import { deleteRelayUrl } from '../exposure/githubRelay';
import { authorizationOf, CredentialsMissing, connect } from '../remote/authorization';
import {
  createUrl,
  type DeletePlan,
  type DeleteTarget,
  doubtOf,
  dropEntryHint,
  manualDeleteAdvice,
  planDelete,
} from '../remote/deleteTarget';
import { createPolicedService, policedDelete } from '../remote/policedService';
import type { BuiltRequest } from '../request/buildRequest';
import { maskedValues } from '../request/policies/connection';
import { isGone, isSuccess, type Service } from '../services/services';
import type { DeleteOptions, DeletePreview } from '../webhooksApi';
import { shownHeaders } from './requestPreview';

/** Deletes a webhook at its service and here. When the service refuses, the entry stays, with the reason. */
export async function deleteWebhook(context: Context, id: string, options: DeleteOptions): Promise<RemoteOutcome> {
  const { ledger, live, emit } = context;
  const registration = requireWebhook(context, id);
  if (registration.state === 'creating') throw new Error(t('This webhook is still being registered.'));
  if (registration.state === 'deleting' || live.isDeleting(id)) {
    throw new Error(t('This webhook is already being deleted.'));
  }
  const elapsed = stopwatch();
  live.beginDelete(id);
  emit({ type: 'registrations' });
  // The state to return to: it may change until the call is made.
  let state: WebhookRegistration['state'] = registration.state;
  const called = (current: WebhookRegistration) => {
    state = current.state;
  };
  try {
    const remote = options.forget ? 'forgotten' : await deleteRemote(context, registration, options, called);
    await keepDeliveries(context, registration);
    await dropEntry(context, registration);
    live.endDelete(id);
    emit({ type: 'deleted', registration, remote, milliseconds: elapsed() });
    return remote;
  } catch (error) {
    const message = context.redactor.text(messageOf(error));
    live.endDelete(id);
    // Nothing was tried: the person is asked for what is missing.
    if (error instanceof MissingInput) emit({ type: 'registrations' });
    if (error instanceof ConfirmationMissing) throw error;
    if (error instanceof CredentialsMissing) {
      throw new CredentialsMissing(message, 'Or drop its entry only, with "forget": true.');
    }
    // The current entry: a handshake or other credentials may have changed it.
    const failed = { ...(ledger.get(id) ?? registration), state, problem: message };
    await ledger.record(failed);
    emit({ type: 'deleteFailed', registration: failed, message, milliseconds: elapsed() });
    throw withMessage(error, message);
  }
}

/** The same failure with another message. */
function withMessage(error: unknown, message: string): Error {
  if (error instanceof ServiceError) return new ServiceError(message, error.status, error.inDoubt, error.property);
  return error instanceof InputError ? new InputError(error.property, message, error.hint) : new Error(message);
}

/** The call goes to a URL that must be confirmed; a script does so with `confirmUrl`. */
class ConfirmationMissing extends MissingInput {
  constructor(message: string, hint: string) {
    super('confirmUrl', message, hint);
  }
}

/** Returns the calls that {@link deleteWebhook} would make. */
export function previewDelete(context: Context, id: string): DeletePreview {
  const { redactor, services } = context;
  const registration = requireWebhook(context, id);
  const plan = planOf(services[registration.service], registration);
  if (plan === 'search') return { calls: [], searched: maskUrl(redactor, createUrl(registration)) };
  if (plan === 'lost') return { calls: [], problem: whyLost(registration) };
  const [first] = plan.targets;
  const { trigger, connectionParameters: given } = registration;
  const values = maskedValues({ described: trigger.connectionParameters, given });
  const calls = plan.targets.map((target) => {
    const { request, authorization, applied } = policedDelete(registration, target, { headers: {}, query: [] }, values);
    const shown = maskUrl(redactor, request.url);
    const body = contentText(request);
    return {
      method: request.method,
      url: target.url,
      shown,
      headers: shownHeaders(request.headers, authorization, redactor),
      applied,
      ...(body !== undefined && { body: redactor.text(body).slice(0, maxShownBody) }),
    };
  });
  const doubt = first && doubtOf(first, maskUrl(redactor, first.url));
  return {
    calls,
    ...(doubt !== undefined && { doubt }),
    ...(plan.problem !== undefined && { problem: redactor.text(plan.problem) }),
  };
}

/** Maximum number of characters of a body in the confirmation. */
const maxShownBody = 500;

/** Returns the body of a call for the user. */
function contentText({ content }: BuiltRequest): string | undefined {
  if (!content) return undefined;
  if (content.kind === 'json') return JSON.stringify(content.value);
  return content.fields.map((pair) => pair.join('=')).join('&');
}

/** Returns the calls; `search` when the webhook must be looked up first, `lost` when it can't be found. */
function planOf(service: Service, registration: WebhookRegistration): DeletePlan | 'search' | 'lost' {
  if (registration.state === 'orphan' && !wasCreated(registration)) return service.findOrphan ? 'search' : 'lost';
  const plan = planDelete(registration);
  return plan.targets.length === 0 && service.findOrphan ? 'search' : plan;
}

async function deleteRemote(
  context: Context,
  registration: WebhookRegistration,
  { credentials, confirmUrl, interactive }: DeleteOptions,
  called: (current: WebhookRegistration) => void,
): Promise<RemoteOutcome> {
  const service: Service = context.services[registration.service];
  const plan = planOf(service, registration);
  if (plan === 'lost') {
    throw new InputError('forget', [whyLost(registration), manualSearchAdvice()].join(' '), dropEntryHint);
  }
  if (plan === 'search') return deleteOrphan(context, service, registration, { credentials, interactive });
  // The target first: without one, nobody should have to sign in.
  const [target, ...others] = confirmed(context, plan, registration.location, confirmUrl);
  const call = await connect(context, registration, { credentials, interactive });
  // Before the call: a crash before the response must leave a trace.
  // The current entry: signing in may have taken a while, and a handshake or other credentials have changed it.
  const current = context.ledger.get(registration.id) ?? registration;
  called(current);
  await context.ledger.put({ ...current, state: 'deleting' });
  const policed = createPolicedService(service, registration);
  const remove = (target: DeleteTarget) => policed.delete(target, call);
  const outcome = await remove(target).catch((error) => {
    if (
      error instanceof ServiceError &&
      (isWrongUrl.has(error.status) || isSuccess(error.status) || isGone(error.status))
    )
      return error;
    throw error;
  });
  if (outcome === 'deleted') return outcome;
  // A URL with nothing there, without a DELETE or with a web page says nothing about the webhook, which may still be
  // where the definition deletes it.
  for (const other of others) {
    if ((await remove(other).catch(() => undefined)) === 'deleted') return 'deleted';
  }
  if (outcome instanceof ServiceError) throw outcome;
  return outcome;
}

/** Statuses that say that the service doesn't take this DELETE at this URL. */
const isWrongUrl = new Set([400, 405, 501]);

/** Returns the targets of a plan. Throws when the first one needs a confirmation, or another URL was confirmed. */
function confirmed(
  { redactor }: Context,
  { targets, problem }: DeletePlan,
  location: string | undefined,
  confirmUrl: string | undefined,
): [DeleteTarget, ...DeleteTarget[]] {
  const [target, ...others] = targets;
  if (!target) throw new InputError('forget', [problem, manualDeleteAdvice()].join(' '), dropEntryHint);
  const shown = maskUrl(redactor, target.url);
  const doubt = doubtOf(target, shown);
  // What the operation requires may have been added to the address that the service named.
  const named = target.unconfirmed === 'address' && location !== undefined ? [location] : [];
  const accepted = [target.url, new URL(target.url).href, shown, ...named];
  if (confirmUrl !== undefined && !accepted.includes(confirmUrl))
    throw new ConfirmationMissing(
      t('The confirmed URL is not where the {0} goes: {1}.', target.method, shown),
      'Supply the URL that is shown.',
    );
  if (doubt !== undefined && confirmUrl === undefined) {
    const how = t('Confirm that URL to send the {0} there.', target.method);
    throw new ConfirmationMissing([doubt, how, manualDeleteAdvice()].join(' '), dropEntryHint);
  }
  return [target, ...others];
}

/** True when the create call succeeded: an orphan's delete call may be the one without a response. */
const wasCreated = ({ status, location }: WebhookRegistration): boolean =>
  (status >= 200 && status < 300) || location !== undefined;

const whyLost = ({ status }: WebhookRegistration): string =>
  status > 0
    ? t('Its create request got the response {0}, so whether there is a webhook is not known.', status)
    : t('The response to its create request never arrived, so its URL at the service is not known.');

const manualSearchAdvice = () =>
  t('Look for a webhook with this callback URL at the service and delete it there, then remove it from the list here.');

/** Finds a webhook by its callback in the service's list, and deletes it. */
async function deleteOrphan(
  context: Context,
  service: Service,
  registration: WebhookRegistration,
  options: Pick<DeleteOptions, 'credentials' | 'interactive'>,
): Promise<RemoteOutcome> {
  const authorization = await authorizationOf(context, registration, options);
  const url = await service.findOrphan!(createUrl(registration), registration.callbackUrl, authorization);
  return url === null ? 'gone' : service.delete(url, {}, authorization);
}

/** Notes the webhook, so that its deliveries stay until they are cleared. Before its entry is closed: a crash loses none. */
async function keepDeliveries({ store, deleted }: Context, registration: WebhookRegistration): Promise<void> {
  const { length } = await store.stored(registration.id);
  if (length > 0) await deleted.keep(registration);
}

/** Removes everything that was saved for an entry, and closes it; deliveries that are to be kept stay. */
export async function dropEntry(context: Context, registration: WebhookRegistration): Promise<void> {
  const { ledger, live, store, deleted, signing, credentials, log } = context;
  live.drop(registration.id);
  // A failure here must not bring the webhook back. Secrets first: nothing names them once the entry is closed, whereas
  // deliveries without an entry are found at the next start.
  const clear = (what: string, act: Promise<void>) =>
    act.catch((error) => log(`${what} could not be removed: ${messageOf(error)}`));
  await clear('A signing secret', signing.drop(registration));
  if (registration.exposure === 'github')
    await clear('The address of a relay', deleteRelayUrl(context, registration.id));
  await clear('The addresses that deliveries go on to', dropForwardUrls(context, registration));
  await clear('Credentials', credentials.release(registration));
  await ledger.close(registration.id, closedCallback(registration));
  if (!deleted.mayHave(registration.id)) await clear('Deliveries', store.removeAll(registration.id));
}
