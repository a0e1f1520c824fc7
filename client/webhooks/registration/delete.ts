import { maskUrl } from '../../common/redact';
import { t } from '../../common/translate';
import { ServiceError } from '../../common/transport';
import type { RemoteOutcome, WebhookRegistration } from '../../domain/registration';
import { type Context, closedCallback, messageOf, need, stopwatch } from '../context';
import { Needed } from '../credentials/missingInput';
import { dropForwarder } from '../exposure/githubRelay';
import { authorizationOf, CredentialsNeeded } from '../remote/authorization';
import {
  byHand,
  createUrl,
  type DeletePlan,
  type DeleteTarget,
  isUnconfirmed,
  planDelete,
} from '../remote/deleteTarget';
import { isSuccess, type Service } from '../services/services';
import type { DeleteOptions, DeletePreview } from '../types';

/** Deletes a webhook at its service and here. Where the service refuses, the entry stays, with the reason. */
export async function deleteWebhook(context: Context, id: string, options: DeleteOptions): Promise<RemoteOutcome> {
  const { ledger, live, emit } = context;
  const registration = need(context, id);
  if (registration.state === 'creating') throw new Error(t('This webhook is still being created.'));
  if (registration.state === 'deleting' || live.isDeleting(id)) {
    throw new Error(t('This webhook is being deleted already.'));
  }
  const elapsed = stopwatch();
  live.beginDelete(id);
  emit({ type: 'registrations' });
  try {
    const remote = options.forget ? 'forgotten' : await deleteRemote(context, registration, options);
    await dropEntry(context, registration);
    live.endDelete(id);
    emit({ type: 'deleted', registration, remote, milliseconds: elapsed() });
    return remote;
  } catch (error) {
    const message = context.redactor.text(messageOf(error));
    live.endDelete(id);
    // Nothing was tried: a person is asked for them now.
    if (error instanceof Needed) emit({ type: 'registrations' });
    if (error instanceof ConfirmationNeeded) throw error;
    if (error instanceof CredentialsNeeded) {
      throw new CredentialsNeeded(
        t('{0} Or supply "credentials", or drop its entry only, with "forget": true.', message),
      );
    }
    // With what a handshake or other credentials have changed meanwhile.
    const failed = { ...(ledger.get(id) ?? registration), state: registration.state, problem: message };
    await ledger.put(failed);
    emit({ type: 'deleteFailed', registration: failed, message, milliseconds: elapsed() });
    throw error instanceof ServiceError ? new ServiceError(message, error.status, error.inDoubt) : new Error(message);
  }
}

/** A script has to say that it means this address. */
export class ConfirmationNeeded extends Needed {
  constructor(message: string) {
    super('confirmUrl', message);
  }
}

/** What {@link deleteWebhook} would send. */
export function previewDelete(context: Context, id: string): DeletePreview {
  const { redactor, services } = context;
  const registration = need(context, id);
  const plan = planOf(services[registration.service], registration);
  if (plan === 'search') return { calls: [], searched: maskUrl(redactor, createUrl(registration)) };
  if (plan === 'lost') return { calls: [], problem: whyLost(registration) };
  const [first] = plan.targets;
  return {
    calls: plan.targets.map(({ url }) => ({ url, shown: maskUrl(redactor, url) })),
    ...(first?.unconfirmed && { doubt: isUnconfirmed(maskUrl(redactor, first.url)) }),
    ...(plan.problem !== undefined && { problem: redactor.text(plan.problem) }),
  };
}

/** The calls; or that it has to be looked for, or cannot be. */
function planOf(service: Service, registration: WebhookRegistration): DeletePlan | 'search' | 'lost' {
  if (registration.state === 'orphan' && !wasCreated(registration)) return service.findOrphan ? 'search' : 'lost';
  const plan = planDelete(registration);
  return plan.targets.length === 0 && service.findOrphan ? 'search' : plan;
}

async function deleteRemote(
  context: Context,
  registration: WebhookRegistration,
  { credentials, confirmUrl, interactive }: DeleteOptions,
): Promise<RemoteOutcome> {
  const service: Service = context.services[registration.service];
  const plan = planOf(service, registration);
  if (plan === 'lost') throw new Error([whyLost(registration), findByHand()].join(' '));
  if (plan === 'search') return deleteOrphan(context, service, registration, { credentials, interactive });
  // Found out first: without a target there is nothing to sign in for.
  const [target, ...others] = confirmed(context, plan, confirmUrl);
  const authorization = await authorizationOf(context, registration, { credentials, interactive });
  // Before the call: a crash between it and its answer leaves an entry that says so.
  await context.ledger.put({ ...registration, state: 'deleting' });
  const remove = ({ url, headers }: DeleteTarget) => service.delete(url, headers, authorization);
  const outcome = await remove(target).catch((error) => {
    if (error instanceof ServiceError && (isNoAddress.has(error.status) || isSuccess(error.status))) return error;
    throw error;
  });
  if (outcome === 'deleted') return outcome;
  // An address that leads nowhere, takes no DELETE or answers with a page says nothing about the webhook: it may be
  // where the definition would delete it.
  for (const other of others) {
    if ((await remove(other).catch(() => undefined)) === 'deleted') return 'deleted';
  }
  if (outcome instanceof ServiceError) throw outcome;
  return outcome;
}

/** The service does not take a DELETE at this address as it is. */
const isNoAddress = new Set([400, 405, 501]);

/** The targets of a plan, where the first one is what was confirmed, or needs no confirmation. */
function confirmed(
  { redactor }: Context,
  { targets, problem }: DeletePlan,
  confirmUrl: string | undefined,
): [DeleteTarget, ...DeleteTarget[]] {
  const [target, ...others] = targets;
  if (!target) throw new Error([problem, byHand()].join(' '));
  const shown = maskUrl(redactor, target.url);
  if (confirmUrl !== undefined && ![target.url, new URL(target.url).href, shown].includes(confirmUrl))
    throw new ConfirmationNeeded(t('"confirmUrl" is not the address that the DELETE goes to: {0}.', shown));
  if (target.unconfirmed && confirmUrl === undefined) {
    const how = t('Supply that address as "confirmUrl" to send the DELETE there.');
    throw new ConfirmationNeeded([isUnconfirmed(shown), how, byHand()].join(' '));
  }
  return [target, ...others];
}

/** An orphan may be one because its create call, or its delete call, was never seen to be answered. */
const wasCreated = ({ status, location }: WebhookRegistration): boolean =>
  (status >= 200 && status < 300) || location !== undefined;

const whyLost = ({ status }: WebhookRegistration): string =>
  status > 0
    ? t('Its create call was answered with {0}, so whether there is a webhook is not known.', status)
    : t('The answer to its create call was never seen, so its address at the service is not known.');

const findByHand = () =>
  t('Look there for a webhook with this callback URL and delete it, then delete it here with "forget": true.');

/** The answer to its create call was never seen, or named nothing. Where the service can list its webhooks, ours is found by its callback. */
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

/** Clears away what was kept for an entry, and closes it. */
export async function dropEntry(context: Context, registration: WebhookRegistration): Promise<void> {
  const { ledger, live, store, signing, credentials, log } = context;
  live.drop(registration.id);
  // The webhook is gone either way; what cannot be cleared away must not bring it back. Secrets first: once the entry is
  // closed, nothing names them any more, whereas deliveries without an entry are found at the next start.
  const clear = (what: string, act: Promise<void>) =>
    act.catch((error) => log(`${what} could not be removed: ${messageOf(error)}`));
  await clear('A signing secret', signing.drop(registration));
  if (registration.exposure === 'github')
    await clear('The address of a relay', dropForwarder(context, registration.id));
  await clear('Credentials', credentials.release(registration));
  await ledger.close(registration.id, closedCallback(registration));
  await clear('Deliveries', store.removeAll(registration.id));
}
