import { authorizationOf, CredentialsNeeded } from './authorization';
import { type Context, closedCallback, messageOf, need, stopwatch } from './context';
import { dropForwarder } from './forwarding';
import { isSuccess, type Service } from './services/services';
import { ServiceError } from './services/transport';
import { t } from './text';
import type { Credentials, Registration, RemoteOutcome } from './types';
import { type DeleteTarget, deleteTarget } from './unsubscribe';

export interface DeleteOptions {
  /** Drops the entry only. */
  forget?: boolean;
  /** For a registration whose own are no longer kept. */
  credentials?: Credentials;
}

/** Deletes a webhook at its service and here. Where the service refuses, the entry stays, with the reason. */
export async function deleteWebhook(context: Context, id: string, options: DeleteOptions): Promise<RemoteOutcome> {
  const { ledger, deleting, emit } = context;
  const registration = need(context, id);
  if (registration.state === 'creating') throw new Error(t('This webhook is still being created.'));
  if (registration.state === 'deleting' || deleting.has(id)) {
    throw new Error(t('This webhook is being deleted already.'));
  }
  const elapsed = stopwatch();
  deleting.add(id);
  emit({ type: 'registrations' });
  try {
    const remote = options.forget ? 'forgotten' : await deleteRemote(context, registration, options.credentials);
    await dropEntry(context, registration);
    deleting.delete(id);
    emit({ type: 'deleted', registration, remote, milliseconds: elapsed() });
    return remote;
  } catch (error) {
    const message = context.redactor.text(messageOf(error));
    deleting.delete(id);
    // Nothing was tried: a person is asked for them now.
    if (error instanceof CredentialsNeeded) {
      emit({ type: 'registrations' });
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

async function deleteRemote(context: Context, registration: Registration, given?: Credentials): Promise<RemoteOutcome> {
  const service: Service = context.services[registration.service];
  const isLost = registration.state === 'orphan' && !wasCreated(registration);
  if (isLost || (service.findOrphan && !isNamed(registration))) {
    return deleteOrphan(context, service, registration, given);
  }
  // Found out first: without a target there is nothing to sign in for.
  const { url, headers } = hookTarget(registration);
  const authorization = await authorizationOf(context, registration, given);
  // Before the call: a crash between it and its answer leaves an entry that says so.
  await context.ledger.put({ ...registration, state: 'deleting' });
  const remove = (target: DeleteTarget) => service.delete(target.url, target.headers, authorization);
  const outcome = await remove({ url, headers }).catch((error) => {
    if (error instanceof ServiceError && (isNoAddress.has(error.status) || isSuccess(error.status))) return error;
    throw error;
  });
  if (outcome === 'deleted') return outcome;
  // An address that leads nowhere, takes no DELETE or answers with a page says nothing about the webhook: it may be
  // where the definition would delete it.
  for (const other of otherTargets(registration, url)) {
    if ((await remove(other).catch(() => undefined)) === 'deleted') return 'deleted';
  }
  if (outcome instanceof ServiceError) throw outcome;
  return outcome;
}

/** Not for this address as it stands; WooCommerce wants a query that its `Location` does not have. */
const isNoAddress = new Set([400, 405, 501]);

/** Where else the answer or the definition would delete it. */
function otherTargets(registration: Registration, used: string): DeleteTarget[] {
  if (registration.service !== 'http') return [];
  const tried = new Set([new URL(used).href]);
  return [{ location: undefined }, { location: undefined, remoteUrl: undefined }].flatMap((without) => {
    try {
      const other = hookTarget({ ...registration, ...without });
      const { href } = new URL(other.url);
      if (tried.has(href)) return [];
      tried.add(href);
      return [other];
    } catch {
      return [];
    }
  });
}

/** An orphan may be one because its create call, or its delete call, was never seen to be answered. */
const wasCreated = ({ status, location }: Registration): boolean =>
  (status >= 200 && status < 300) || location !== undefined;

/** Its create answer said which one it is. */
const isNamed = ({ location, remoteUrl, remoteId }: Registration): boolean =>
  (location ?? remoteUrl ?? remoteId) !== undefined;

/** The answer to its create call was never seen, or named nothing. Where the service can list its webhooks, ours is found by its callback. */
async function deleteOrphan(
  context: Context,
  service: Service,
  registration: Registration,
  given?: Credentials,
): Promise<RemoteOutcome> {
  if (!service.findOrphan) {
    const { status } = registration;
    const why =
      status > 0
        ? t('Its create call was answered with {0}, so whether there is a webhook is not known.', status)
        : t('The answer to its create call was never seen, so its address at the service is not known.');
    throw new Error(
      t(
        '{0} Look there for a webhook with this callback URL and delete it, then delete it here with "forget": true.',
        why,
      ),
    );
  }
  const authorization = await authorizationOf(context, registration, given);
  const url = await service.findOrphan(createUrl(registration), registration.callbackUrl, authorization);
  return url === null ? 'gone' : service.delete(url, {}, authorization);
}

/** Where the webhook is at its service. For GitHub it can always be made from the id: that API is known. */
export function hookTarget(registration: Registration): DeleteTarget {
  const { service, location, remoteUrl, remoteId } = registration;
  if (service === 'github' && !location && !remoteUrl && remoteId !== undefined) {
    return { url: `${createUrl(registration)}/${encodeURIComponent(remoteId)}`, headers: {} };
  }
  return deleteTarget(registration);
}

const createUrl = ({ request }: Registration): string => request.url.replace(/\/?([?#].*)?$/, '');

/** Clears away what was kept for an entry, and closes it. */
export async function dropEntry(context: Context, registration: Registration): Promise<void> {
  const { ledger, ofOrphans, lostForwards, downRelays, store, signing, credentials, log } = context;
  ofOrphans.delete(registration.id);
  lostForwards.delete(registration.id);
  downRelays.delete(registration.id);
  context.gone.delete(registration.id);
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
