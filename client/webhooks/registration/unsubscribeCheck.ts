import { maskUrl } from '../../common/redact';
import { t } from '../../common/translate';
import { ServiceError } from '../../common/transport';
import { distinctDifferences } from '../../domain/differences';
import type { CheckStep, Difference, UnsubscribeCheck, WebhookRegistration } from '../../domain/registration';
import { type Context, messageOf, requireWebhook, stopwatch } from '../context';
import { notAsked } from '../deliveries/notificationSchema';
import type { Receiving } from '../deliveries/receiving';
import { type ConnectedCall, connect } from '../remote/authorization';
import { type DeleteTarget, doubtOf, manualDeleteAdvice, planDelete, usableLocation } from '../remote/deleteTarget';
import { createPolicedService, type PolicedService, policedDelete } from '../remote/policedService';
import { isGone } from '../services/services';
import type { RegisterRequest, SignInOptions } from '../webhooksApi';
import { deleteWebhook, dropEntry } from './delete';
import { CreateFailed, type Registered, registerWebhook } from './register';
import { statusWarning } from './response/createResponse';
import { isLocationProblem, messagesOf } from './warnings';

/** The call of a stranger, who has neither the credentials nor the secure values of the connection. */
const anonymous = ({ values }: ConnectedCall): ConnectedCall => ({
  authorization: { headers: {}, query: [] },
  values: { isSecure: values.isSecure, get: (name) => (values.isSecure(name) ? '' : values.get(name)) },
});

/**
 * Checks the life of a webhook as Power Automate sees it: create, 201 with a `Location`, DELETE there, gone. Each
 * requirement is a step, and a failed step ends the check only when nothing is left to try.
 * The webhook is deleted again, in another way when the promised one fails; one that can't be deleted stays in the list,
 * with the reason. Rejects as registering does when the request itself is wrong.
 */
export async function checkUnsubscribe(
  context: Context,
  receiving: Receiving,
  given: RegisterRequest,
  signal?: AbortSignal,
): Promise<UnsubscribeCheck> {
  const elapsed = stopwatch();
  // As a flow's: the check is worth most where it tries what a flow would.
  const request: RegisterRequest = {
    callback: 'power-automate',
    strictAnswers: true,
    withoutSchema: notAsked(),
    ...withoutUndefined(given),
  };
  const { registered, steps, differences } = await createFirst(context, receiving, request, signal);
  if ('failed' in registered) {
    const { failed: registration } = registered;
    if (registration.state === 'orphan') steps.push(await removeOrphan(context, registration, request));
    context.emit({ type: 'unsubscribeChecked', registration, steps, differences, milliseconds: elapsed() });
    return { steps, differences };
  }
  const { registration } = registered;
  steps.push(...createSteps(registered));
  // Without a certain DELETE two webhooks would stay behind.
  const [target] = planDelete(registration).targets;
  const isDeletable = target !== undefined && !target.unconfirmed;
  const second = isDeletable ? await createSecond(context, receiving, request, registered, signal) : undefined;
  if (second) steps.push(second.step);
  steps.push(...(await tryDeletes(context, registration, request)));
  if (second?.registration) steps.push(await checkSecond(context, second.registration, request));
  const found = distinctDifferences([
    ...differences,
    ...uncalled(context, registration),
    ...(context.ledger.get(registration.id)?.differences ?? registration.differences ?? []),
    ...(second?.registration?.differences ?? []),
  ]);
  context.emit({ type: 'unsubscribeChecked', registration, steps, differences: found, milliseconds: elapsed() });
  return { steps, differences: found };
}

const withoutUndefined = (request: RegisterRequest): RegisterRequest =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as unknown as RegisterRequest;

interface First {
  registered: Registered | { failed: WebhookRegistration };
  steps: CheckStep[];
  differences: Difference[];
}

/** Creates the webhook; with a short callback URL where the service refuses one like a flow's. */
async function createFirst(
  context: Context,
  receiving: Receiving,
  request: RegisterRequest,
  signal: AbortSignal | undefined,
): Promise<First> {
  try {
    return { registered: await registerWebhook(context, receiving, request, signal), steps: [], differences: [] };
  } catch (error) {
    if (!(error instanceof CreateFailed)) throw error;
    const failed: First = {
      registered: { failed: error.registration },
      steps: [{ name: 'create', ok: false, detail: error.message }],
      differences: [],
    };
    const isRefused = [400, 413, 414, 422].includes(error.status) && error.registration.state !== 'orphan';
    if (!isRefused || request.callback !== 'power-automate') return failed;
    const short = await createFirst(context, receiving, { ...request, callback: 'short' }, signal);
    if ('failed' in short.registered) return failed;
    return { ...short, differences: [{ code: 'callback-form', message: refusesForm(error.message) }] };
  }
}

const refusesForm = (reason: string) =>
  t(
    "The service rejects a callback URL of a flow's form and length ({0}) and accepts a short one, so this trigger can't be registered from a flow.",
    reason,
  );

interface Second {
  step: CheckStep;
  registration?: WebhookRegistration;
}

/** Creates a second webhook with the same values, as a second flow with this trigger does. */
async function createSecond(
  context: Context,
  receiving: Receiving,
  request: RegisterRequest,
  { registration: first }: Registered,
  signal: AbortSignal | undefined,
): Promise<Second> {
  const name = 'second';
  try {
    const { registration } = await registerWebhook(context, receiving, request, signal);
    const [one, other] = [first, registration].map((webhook) => planDelete(webhook).targets[0]?.url);
    if (one !== undefined && one === other) {
      await dropEntry(context, registration);
      const detail = t('A second webhook got the address of the first, {0}: two flows would share it.', one);
      return { step: { name, ok: false, detail } };
    }
    return { step: { name, ok: true, detail: t('A second webhook was created next to it.') }, registration };
  } catch (error) {
    const detail = t("A second flow with the same values can't register: {0}", messageOf(error));
    if (error instanceof CreateFailed && error.registration.state === 'orphan')
      return { step: { name, ok: false, detail }, registration: error.registration };
    return { step: { name, ok: false, detail } };
  }
}

/** Deletes the second webhook: the first one's DELETE must have left it alone. */
async function checkSecond(
  context: Context,
  { id }: WebhookRegistration,
  { interactive }: SignInOptions,
): Promise<CheckStep> {
  const name = 'secondLives';
  try {
    const outcome = await deleteWebhook(context, id, { interactive });
    return outcome === 'deleted'
      ? { name, ok: true, detail: t('The second webhook was still there and was deleted separately.') }
      : { name, ok: false, detail: t('Deleting the first webhook also deleted the second: other flows would stop.') };
  } catch (error) {
    return { name, ok: false, detail: leftBehind(messageOf(error)) };
  }
}

function createSteps({ registration, warnings }: Registered): CheckStep[] {
  const { status, location, request } = registration;
  const noLocation = warnings.find(isLocationProblem)?.message;
  const others = messagesOf(warnings.filter((one) => one.code !== 'status' && !isLocationProblem(one)));
  return [
    { name: 'create', ok: true, detail: [`${request.method} ${request.url}`, ...others].join(' ') },
    {
      name: 'status',
      ok: status === 201,
      detail: status === 201 ? t('The service returned 201.') : statusWarning(status),
    },
    { name: 'location', ok: location !== undefined, detail: location ?? noLocation ?? t('There is no "Location".') },
  ];
}

/** The webhook, its service, and the credentials that Power Automate would send. */
interface Subject {
  registration: WebhookRegistration;
  service: PolicedService;
  call: ConnectedCall;
}

async function tryDeletes(
  context: Context,
  registration: WebhookRegistration,
  { interactive }: SignInOptions,
): Promise<CheckStep[]> {
  const service = createPolicedService(context.services[registration.service], registration);
  const steps: CheckStep[] = [];
  const [first] = planDelete(registration).targets;
  const doubt = first && doubtOf(first, first.url);
  const doubtful = doubt === undefined ? undefined : context.redactor.text(doubt);
  if (doubtful !== undefined) steps.push({ name: 'delete', ok: false, detail: notSent(first!.method, doubtful) });
  const location = doubtful === undefined && usableLocation(registration) !== undefined ? first : undefined;
  let gone = false;
  try {
    const call = await connect(context, registration, { interactive });
    const subject = { registration, service, call };
    if (location !== undefined) {
      // Many services have no GET there: a 404 proves something only after another status.
      const readable = isFound(await statusOf(subject, location.url));
      const open = await deleteAnonymously(subject, location, readable);
      if (open) steps.push(open.step);
      const removed = open?.gone ? deletedAlready() : await deleteThere(subject, location, open?.done ?? false);
      steps.push(removed.step);
      if (removed.ok) {
        const verified = await verifyGone(subject, location, readable);
        steps.push(verified);
        gone = verified.ok || !readable;
      }
    }
    if (!gone) steps.push(await deleteOtherwise(subject, location));
    gone ||= steps.at(-1)?.ok === true;
  } catch (error) {
    steps.push({ name: 'cleanUp', ok: false, detail: leftBehind(context.redactor.text(messageOf(error))) });
  }
  await settle(context, registration, gone, steps.at(-1)?.detail);
  return steps;
}

const isFound = (status: number) => status >= 200 && status < 300;

/** Returns the status of a GET; 0 without a response. */
const statusOf = ({ service, call }: Subject, url: string): Promise<number> => service.status(url, call).catch(() => 0);

interface Tried {
  step: CheckStep;
  ok: boolean;
}

interface Anonymous {
  step: CheckStep;
  /** True when the service reported the webhook as deleted. */
  done: boolean;
  /** True when it is deleted indeed. */
  gone: boolean;
}

/**
 * Tries to delete the webhook as a stranger who knows its URL. Undefined when the definition declares no security or the
 * call has no credentials: there is nothing to leave out.
 */
async function deleteAnonymously(
  subject: Subject,
  target: DeleteTarget,
  readable: boolean,
): Promise<Anonymous | undefined> {
  const { registration, service, call } = subject;
  const { authorization } = policedDelete(registration, target, call.authorization, call.values);
  const hasCredentials = Object.keys(authorization.headers).length + authorization.query.length > 0;
  if (registration.trigger.security.length === 0 || !hasCredentials) return undefined;
  const refused = (ok: boolean, detail: string): Anonymous => ({
    step: { name: 'deleteWithoutCredentials', ok, detail },
    done: false,
    gone: false,
  });
  try {
    if ((await service.delete(target, anonymous(call))) === 'gone')
      return refused(true, t('Without credentials the service returns 404 or 410.'));
  } catch (error) {
    const isRefusal = error instanceof ServiceError && error.status >= 300 && error.status < 500;
    return isRefusal
      ? refused(true, t('Without credentials the service returns {0}.', error.status))
      : refused(false, t('Without credentials: {0}', messageOf(error)));
  }
  const gone = readable && isGone(await statusOf(subject, target.url));
  const detail = gone
    ? t(
        'The service deleted the webhook without credentials, so anybody who learns its URL can delete it. Require credentials for the DELETE.',
      )
    : t('The DELETE succeeds without credentials. The service should return 401.');
  return { step: { name: 'deleteWithoutCredentials', ok: false, detail }, done: true, gone };
}

const deletedAlready = (): Tried => ({
  ok: true,
  step: { name: 'delete', ok: true, detail: t('Not tried with credentials, because it was deleted without them.') },
});

async function deleteThere({ service, call }: Subject, target: DeleteTarget, maybeGone: boolean): Promise<Tried> {
  const step = (ok: boolean, detail: string): Tried => ({ ok, step: { name: 'delete', ok, detail } });
  try {
    const outcome = await service.delete(target, call);
    if (outcome === 'deleted') return step(true, `DELETE ${target.url}`);
    if (maybeGone) return deletedAlready();
    return step(
      false,
      t(
        'There is nothing at the "Location" {0}: the DELETE returns 404 or 410. It must be the URL of the new webhook.',
        target.url,
      ),
    );
  } catch (error) {
    return step(false, messageOf(error));
  }
}

/** By a GET where one worked before; else by a second DELETE, which has to say 404 or 410. */
async function verifyGone(subject: Subject, target: DeleteTarget, readable: boolean): Promise<CheckStep> {
  const name = 'gone';
  if (readable) {
    const status = await subject.service
      .status(target.url, subject.call)
      .catch((error) => (error instanceof ServiceError ? error.status : 0));
    return isGone(status)
      ? { name, ok: true, detail: t('A GET returns {0}.', status) }
      : {
          name,
          ok: false,
          detail: status
            ? t('A GET still returns {0}. After the DELETE it should return 404 or 410.', status)
            : t('A GET got no response. After the DELETE it should return 404 or 410.'),
        };
  }
  const { service, call } = subject;
  try {
    if ((await service.delete(target, call)) === 'gone')
      return { name, ok: true, detail: t('A second DELETE returns 404 or 410.') };
    return {
      name,
      ok: false,
      detail: t(
        'A second DELETE succeeds as well and there is no GET, so it is not certain that the webhook is gone. Check at the service.',
      ),
    };
  } catch (error) {
    const status = error instanceof ServiceError ? error.status : 0;
    // What the call lacks did not keep the first one from succeeding.
    if (isGone(status)) return { name, ok: true, detail: t('A second DELETE returns 404 or 410.') };
    return {
      name,
      ok: false,
      detail: status
        ? t('A second DELETE returns {0}. It should return 404 or 410, because the webhook is gone.', status)
        : t('A second DELETE got no response. It should return 404 or 410, because the webhook is gone.'),
    };
  }
}

/** Tries the other ways of deleting a webhook that still exists, and finally its `Location` again. */
async function deleteOtherwise(
  { registration, service, call }: Subject,
  location: DeleteTarget | undefined,
): Promise<CheckStep> {
  const name = 'cleanUp';
  const plan = planDelete({ ...registration, location: undefined });
  const problems = plan.problem === undefined ? [] : [plan.problem, manualDeleteAdvice()];
  const others = plan.targets.filter(({ url, unconfirmed }) => url !== location?.url && !unconfirmed);
  const [doubtful] = plan.targets.filter(({ unconfirmed }) => unconfirmed);
  if (doubtful)
    problems.push(t('Delete it from the list: the {0} is shown there and sent once you confirm it.', doubtful.method));
  for (const target of [...others, ...(location ? [location] : [])]) {
    try {
      const outcome = await service.delete(target, call);
      // A "Location" with nothing there says nothing about the webhook.
      if (outcome === 'gone') problems.push(t('There is nothing at {0}.', target.url));
      else
        return {
          name,
          ok: true,
          detail:
            target === location
              ? t('Deleted at {0}, with the second request.', target.url)
              : t('Deleted at {0}, which Power Automate would not have tried.', target.url),
        };
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { name, ok: false, detail: leftBehind(problems.join(' ')) };
}

const notSent = (method: string, doubt: string) =>
  [doubt, t('No {0} was sent there. Delete a webhook on its own to be asked about that.', method)].join(' ');

/** Says that only a call which Power Automate does not make would unsubscribe. */
function uncalled(context: Context, registration: WebhookRegistration): Difference[] {
  const [target] = planDelete(registration).targets;
  if (target?.unconfirmed !== 'method') return [];
  const message = doubtOf(target, maskUrl(context.redactor, target.url))!;
  return [{ code: 'unsubscribe-not-called', message }];
}

const leftBehind = (reason: string) =>
  t('{0} The webhook may still be there: it stays in the list until you delete it or remove it from the list.', reason);

/** Deletes a webhook whose create call was left in doubt. */
async function removeOrphan(
  context: Context,
  { id }: WebhookRegistration,
  { interactive }: SignInOptions,
): Promise<CheckStep> {
  try {
    const outcome = await deleteWebhook(context, id, { interactive });
    const detail =
      outcome === 'gone' ? t('The service has none of your webhooks.') : t('The webhook was there and was deleted.');
    return { name: 'cleanUp', ok: true, detail };
  } catch (error) {
    return { name: 'cleanUp', ok: false, detail: messageOf(error) };
  }
}

async function settle(
  context: Context,
  { id }: WebhookRegistration,
  gone: boolean,
  problem: string | undefined,
): Promise<void> {
  const registration = requireWebhook(context, id);
  if (gone) await dropEntry(context, registration);
  else await context.ledger.record({ ...registration, problem });
  context.emit({ type: 'registrations' });
}
