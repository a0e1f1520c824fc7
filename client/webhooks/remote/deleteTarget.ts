/** Decides which call removes a webhook, for the confirmation, the call and the checks alike. Pure. */
import type { PolicyDescription } from '../../../server/protocol/policies';
import type { TriggerDescription, UnsubscribeCandidate } from '../../../server/protocol/triggers';
import { decodePercent } from '../../common/percent';
import { t } from '../../common/translate';
import type { WebhookRegistration } from '../../domain/registration';
import { originOf } from '../request/baseUrl';
import { type BuiltRequest, fillPath, headersOf, pathTexts, withQuery } from '../request/buildRequest';
import { hasDotSegments, isBelow, isSameAddress, matchesTemplate, templateValues } from '../webhookUrl';
import { type FilledInputs, fillInputs, idQueryOf, type MissingInputOf, ownUnsubscribe } from './unsubscribeInputs';

/** A call that deletes a webhook, without its credentials. */
export interface DeleteTarget {
  /** Upper case; `DELETE` unless the definition unsubscribes in another way. */
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The body that the unsubscribe operation describes. */
  content?: BuiltRequest['content'];
  /** The policies of the unsubscribe operation, or of every operation where the trigger has none. */
  policies?: PolicyDescription[];
  /** The values of the operation's path parameters, encoded as in the URL, for a policy that routes to another path. */
  pathParameters?: Record<string, string>;
  /**
   * Sent only after a confirmation that shows the call: only the `Location` says that this `address` is the webhook's, or
   * Power Automate would not use this `method`.
   */
  unconfirmed?: 'address' | 'method';
  /** Why a 404 does not say that the webhook is gone; a whole sentence, translated. */
  unproven?: string;
}

export interface DeletePlan {
  /** In the order in which they are tried, until one succeeds. */
  targets: DeleteTarget[];
  /** Why there is no target, with what was seen. */
  problem?: string;
}

/**
 * Returns the possible calls: a DELETE at the `Location` of the create response, by the trigger's own unsubscribe operation
 * with the id in the response, and at a URL in the body that is below the create call or matches that operation. The
 * server judges which operation is the trigger's own; never one of another trigger, and none of several that look alike.
 * Each call has the headers, query parameters, body and policies of the operation, whichever way its URL came. An
 * operation of another method, which Power Automate never calls, is a target where there is no other.
 */
export function planDelete(registration: WebhookRegistration): DeletePlan {
  const operation = byOperation(registration);
  const ownCall = 'url' in operation ? operation : undefined;
  const { body, conflict } = byBody(registration, ownCall);
  const ofDefinition = ownCall && conflict !== undefined ? { ...ownCall, unproven: alsoNamed(conflict) } : ownCall;
  const found = [byLocation(registration), ofDefinition, body].filter((target) => target !== undefined);
  const deletes = distinct(found.filter(({ unconfirmed }) => unconfirmed !== 'method'));
  const all = deletes.length > 0 ? deletes : found;
  const certain = all.filter(({ unconfirmed }) => !unconfirmed);
  // GitHub's API is known: one certain URL is enough.
  const targets = registration.service === 'github' && certain.length > 0 ? certain.slice(0, 1) : all;
  if (targets.length > 0 || !('problem' in operation)) return { targets };
  return { targets, problem: [operation.problem, ...seen(registration)].join(' ') };
}

function distinct(targets: DeleteTarget[]): DeleteTarget[] {
  const byAddress = new Map<string, DeleteTarget>();
  for (const target of targets) {
    const { href } = new URL(target.url);
    if (!byAddress.has(href)) byAddress.set(href, target);
  }
  return [...byAddress.values()];
}

/** Returns the URL of a webhook for calls that nobody confirms. Throws, saying what to do, when it is not certain. */
export function hookTarget(registration: WebhookRegistration): DeleteTarget {
  const { targets, problem } = planDelete(registration);
  const target = targets.find(({ unconfirmed }) => !unconfirmed);
  if (!target) {
    const why = problem ?? doubtOf(targets[0]!, targets[0]!.url);
    throw new Error([why, manualDeleteAdvice()].join(' '));
  }
  return target;
}

/** For scripts, where the webhook can be deleted only at the service. */
export const dropEntryHint = 'Then drop its entry only, with "forget": true.';

export const manualDeleteAdvice = () => t('Delete the webhook at the service, then remove it from the list here.');

/**
 * Says why a call needs a confirmation; undefined when it needs none.
 * @param shown the URL, masked
 */
export function doubtOf({ unconfirmed, method }: DeleteTarget, shown: string): string | undefined {
  if (unconfirmed === 'address')
    return t(
      'The service returned {0} as the URL of this webhook. That is neither below the URL of the create request nor where the definition deletes webhooks of this trigger, so a DELETE there may remove something else.',
      shown,
    );
  return unconfirmed && otherMethod(method, shown);
}

/** @param shown the URL, masked */
const otherMethod = (method: string, shown: string) =>
  t(
    'The definition unsubscribes with {0} {1}. Power Automate would not send this: it sends a DELETE to the "Location" of the create response, and there is none.',
    method,
    shown,
  );

const alsoNamed = (url: string) => t('The create response also contained {0}.', url);

const lacking = (method: string, missing: MissingInputOf[]) =>
  t('The {0} was sent without {1}, which the operation requires.', method, missing.map(({ name }) => name).join(', '));

/** Returns the URLs of the create call: the one that was called, and the one that a redirect led to. */
const calledBy = ({ request, answeredAt }: AddressContext): string[] =>
  answeredAt === undefined ? [request.url] : [request.url, answeredAt];

/**
 * Returns the `Location` of the create response where it still is on the webhook's own origin. It is checked when it is
 * used, and not only when it arrives: whoever can write the list of webhooks must not divert credentials.
 */
export function usableLocation({ location, baseUrl }: WebhookRegistration): string | undefined {
  if (location === undefined || !URL.canParse(location)) return undefined;
  const url = new URL(location);
  if (url.origin !== originOf(baseUrl)) return undefined;
  return url.username === '' && url.password === '' ? location : undefined;
}

function byLocation(registration: WebhookRegistration): DeleteTarget | undefined {
  const location = usableLocation(registration);
  if (location === undefined) return undefined;
  const target = atAddress(registration, location);
  return isOwnAddress(registration, location) ? target : { ...target, unconfirmed: 'address' };
}

/** @returns the call at a URL in the body; where the operation's call is for another id, only that URL */
function byBody(
  registration: WebhookRegistration,
  operation: DeleteTarget | undefined,
): { body?: DeleteTarget; conflict?: string } {
  const { remoteUrl } = registration;
  if (remoteUrl === undefined || !isWebhookUrl(registration, remoteUrl)) return {};
  const pathOf = ({ url }: Pick<DeleteTarget, 'url'>) => decodePercent(new URL(url).pathname).toLowerCase();
  const isAlike = operation?.method === 'DELETE' && operationAt(registration, remoteUrl) !== undefined;
  if (isAlike && pathOf(operation) !== pathOf({ url: remoteUrl })) return { conflict: remoteUrl };
  return { body: atAddress(registration, remoteUrl) };
}

/** The facts of a create call that decide about a URL, before and after the response. */
type AddressContext = Pick<
  WebhookRegistration,
  'baseUrl' | 'request' | 'answeredAt' | 'trigger' | 'parameters' | 'remoteId' | 'callbackUrl'
>;

/** True when a URL in the body of a response is the webhook's own. */
export function isWebhookUrl(registration: AddressContext, url: string): boolean {
  const { request } = registration;
  if (!URL.canParse(url) || (request.method !== 'PUT' && isSameAddress(url, request.url))) return false;
  return new URL(url).origin === originOf(registration.baseUrl) && isOwnAddress(registration, url);
}

function isOwnAddress(registration: AddressContext, url: string): boolean {
  const { request } = registration;
  if (request.method === 'PUT' && isSameAddress(url, request.url)) return true;
  if (operationAt(registration, url) !== undefined) return true;
  return calledBy(registration).some((called) => isBelow(url, called)) && !isOfOthers(registration, url);
}

/** True when a URL matches a DELETE that is not this trigger's, though it is below the create call. */
function isOfOthers(registration: AddressContext, url: string): boolean {
  const others = registration.trigger.unsubscribe.filter(
    ({ relation }) => relation === 'other-trigger' || relation === 'descendant',
  );
  return others.some((candidate) => isAt(candidate, registration, url));
}

/** Returns a DELETE at a URL, with what the trigger's unsubscribe operation takes beside the URL. */
function atAddress(registration: WebhookRegistration, url: string): DeleteTarget {
  const matching = operationAt(registration, url);
  const own = matching ?? ownUnsubscribe(registration.trigger);
  const address = new URL(url);
  address.hash = '';
  if (!own || (own.method !== 'delete' && !matching)) {
    const { commonPolicies } = registration.trigger;
    return { method: 'DELETE', url: address.href, headers: {}, ...(commonPolicies && { policies: commonPolicies }) };
  }
  const filled = fillInputs(own, registration);
  const isOpen = (name: string) => !address.searchParams.has(name);
  const idQuery = idQueryOf(own);
  // At a URL that is not the operation's, only what it cannot do without.
  const values = filled.values.filter(
    ({ parameter }) => matching || (parameter.required && !(parameter.in === 'query' && parameter.name === idQuery)),
  );
  const missing = filled.missing.filter(
    ({ in: place, name }) =>
      place !== 'path' && !(place === 'query' && (!isOpen(name) || (!matching && name === idQuery))),
  );
  return {
    method: 'DELETE',
    url: withQuery(
      address.href,
      values.filter(({ parameter }) => isOpen(parameter.name)),
    ),
    headers: headersOf(values),
    ...contentOf(filled),
    ...(matching
      ? policiesOf(matching, templateValues(matching.path, pathBelowBase(registration, url)!))
      : policiesOf({ policies: own.policies?.filter(({ template }) => template !== 'routerequesttoendpoint') }, {})),
    ...(missing.length > 0 && { unproven: lacking('DELETE', missing) }),
  };
}

const contentOf = ({ content }: FilledInputs): Pick<DeleteTarget, 'content'> => (content ? { content } : {});

const policiesOf = (
  { policies }: Pick<UnsubscribeCandidate, 'policies'>,
  pathParameters: Record<string, string>,
): Pick<DeleteTarget, 'policies' | 'pathParameters'> => (policies ? { policies, pathParameters } : {});

/** Returns the path of a URL below the base URL; undefined outside of it, and for one that leads elsewhere. */
function pathBelowBase({ baseUrl }: Pick<AddressContext, 'baseUrl'>, url: string): string | undefined {
  const { pathname } = new URL(url);
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  return hasDotSegments(pathname) || !pathname.startsWith(`${prefix}/`) ? undefined : pathname.slice(prefix.length);
}

/** Returns the trigger's own DELETE operation when a URL matches it. */
function operationAt(registration: AddressContext, url: string): UnsubscribeCandidate | undefined {
  const own = ownUnsubscribe(registration.trigger);
  return own?.method === 'delete' && isAt(own, registration, url) ? own : undefined;
}

/** True when a URL matches an operation, with the values of the create call where they have the same names. */
function isAt(candidate: UnsubscribeCandidate, registration: AddressContext, url: string): boolean {
  const path = pathBelowBase(registration, url);
  const idQuery = idQueryOf(candidate);
  if (path === undefined || (idQuery !== undefined && !new URL(url).searchParams.has(idQuery))) return false;
  const { values } = fillInputs(candidate, { ...registration, remoteId: undefined });
  return matchesTemplate(candidate.path, path, (name) => {
    const value = values.find(({ parameter }) => parameter.in === 'path' && parameter.name === name)?.value;
    return value === undefined ? undefined : String(value);
  });
}

type Found = DeleteTarget | { problem: string };

function byOperation(registration: WebhookRegistration): Found {
  const { remoteId, service, trigger } = registration;
  if (remoteId !== undefined && (hasDotSegments(remoteId) || /[\u0000-\u001f\u007f]/.test(remoteId)))
    return {
      problem: t(
        'The ID in the create response, {0}, would lead to another URL.',
        JSON.stringify(remoteId.slice(0, 60)),
      ),
    };
  // GitHub's API is known, whatever the definition says.
  if (service === 'github' && remoteId !== undefined)
    return { method: 'DELETE', url: `${createUrl(registration)}/${encodeURIComponent(remoteId)}`, headers: {} };
  const own = ownUnsubscribe(trigger);
  return own ? fill(own, registration) : { problem: hasNone(trigger) };
}

/** Returns the URL of the create call, without its query and without a trailing slash. */
export const createUrl = ({ request }: WebhookRegistration): string => request.url.replace(/\/?([?#].*)?$/, '');

const nameOf = ({ operationId, path }: UnsubscribeCandidate) => operationId ?? path;

function hasNone({ unsubscribeVerdict: verdict }: TriggerDescription): string {
  if (verdict.kind === 'several')
    return t(
      'The create response had no usable "Location" and no URL, and several operations could unsubscribe: {0}.',
      verdict.candidates.map(nameOf).join(', '),
    );
  return noneFits();
}

const noneFits = () =>
  t(
    'The create response had no usable "Location" and no URL, and the definition has no matching unsubscribe operation.',
  );

function fill(candidate: UnsubscribeCandidate, registration: WebhookRegistration): Found {
  const filled = fillInputs(candidate, registration);
  const { values, missing } = filled;
  // An operation without an id could delete all webhooks, unless the webhook was put at that URL (Typeform).
  const isPut = candidate.relation === 'same-path' && registration.request.method === 'PUT';
  if (!filled.identifies && !isPut) return { problem: lacksId(candidate, filled) ?? noneFits() };
  if (missing.length > 0) {
    return {
      problem: t(
        'The unsubscribe operation {0} requires {1}, which neither the create response nor the values of the create request had.',
        nameOf(candidate),
        missing.map(({ name }) => name).join(', '),
      ),
    };
  }
  try {
    const path = withQuery(fillPath(candidate.path, values), values);
    const method = candidate.method.toUpperCase();
    return {
      method,
      url: registration.baseUrl + path,
      headers: headersOf(values),
      ...contentOf(filled),
      ...policiesOf(candidate, pathTexts(values)),
      ...(method !== 'DELETE' && { unconfirmed: 'method' }),
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Returns a message when only the id is missing. */
function lacksId(candidate: UnsubscribeCandidate, { takesId }: FilledInputs): string | undefined {
  if (!takesId) return undefined;
  return t(
    'The create response had no usable "Location", no URL and no ID for the unsubscribe operation {0}.',
    nameOf(candidate),
  );
}

/** Explains which URLs and operations were seen and are not used. */
function seen(registration: WebhookRegistration): string[] {
  const { unused = [], trigger, location } = registration;
  const named = location !== undefined && usableLocation(registration) === undefined ? [location] : [];
  const sentences = [...named, ...unused].map((address) =>
    t(
      'The create response contained {0}, which is not used: it is on another origin, or neither below the URL of the create request nor where the definition deletes webhooks of this trigger.',
      address,
    ),
  );
  const namesOf = (relation: UnsubscribeCandidate['relation']) =>
    trigger.unsubscribe.filter((one) => one.relation === relation).map(nameOf);
  const [others, unlikely] = [namesOf('other-trigger'), namesOf('unlikely')];
  if (others.length > 0)
    sentences.push(t('The operation in the definition belongs to other triggers: {0}.', others.slice(0, 3).join(', ')));
  if (unlikely.length > 0)
    sentences.push(
      t(
        'The operation in the definition deletes something else, judging by its name: {0}.',
        unlikely.slice(0, 3).join(', '),
      ),
    );
  return sentences;
}
