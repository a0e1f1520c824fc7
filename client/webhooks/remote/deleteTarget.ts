/** Decides which DELETE removes a webhook, for the confirmation, the call and the checks alike. Pure. */
import type { PolicyDescription } from '../../../server/protocol/policies';
import {
  isOwnUnsubscribe,
  type ParameterDescription,
  type TriggerDescription,
  type UnsubscribeCandidate,
} from '../../../server/protocol/triggers';
import { mask } from '../../common/redact';
import { t } from '../../common/translate';
import type { WebhookRegistration } from '../../domain/registration';
import { originOf } from '../request/baseUrl';
import { fillPath, headersOf, type ParameterValue, pathTexts, withQuery } from '../request/buildRequest';
import { hasDotSegments, isBelow, isSameAddress, matchesTemplate, templateValues } from '../webhookUrl';

/** A DELETE call without its credentials. */
export interface DeleteTarget {
  url: string;
  headers: Record<string, string>;
  /** The policies of the unsubscribe operation, or of every operation where the URL is of none. */
  policies?: PolicyDescription[];
  /** The values of the operation's path parameters, encoded as in the URL, for a policy that routes to another path. */
  pathParameters?: Record<string, string>;
  /** Only the `Location` says that this is the webhook: the DELETE is sent after a confirmation that shows the URL. */
  unconfirmed?: true;
}

export interface DeletePlan {
  /** In the order in which they are tried, until one succeeds. */
  targets: DeleteTarget[];
  /** Why there is no target, with what was seen. */
  problem?: string;
}

/**
 * Returns the possible DELETE calls: at the `Location` of the create response, by the trigger's own unsubscribe operation
 * with the id in the response, and at a URL in the body that is below the create call or matches a DELETE of this
 * trigger. Never by a DELETE of another trigger. Each has the headers and query parameters of the operation.
 */
export function planDelete(registration: WebhookRegistration): DeletePlan {
  const operation = byOperation(registration);
  const found = [byLocation(registration), 'url' in operation ? operation : undefined, byBody(registration)];
  const all = distinct(found.filter((target) => target !== undefined));
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
  if (!target)
    throw new Error([problem ?? unconfirmedDeletionWarning(targets[0]!.url), manualDeleteAdvice()].join(' '));
  return target;
}

export const manualDeleteAdvice = () =>
  t('Delete the webhook at the service, then delete it here with "forget": true.');

/** @param shown the URL, masked */
export const unconfirmedDeletionWarning = (shown: string) =>
  t(
    'The service named {0} as the address of this webhook. That is neither below the address of the create call nor where the definition deletes webhooks of this trigger: a DELETE there may remove something else.',
    shown,
  );

/** Returns the URLs of the create call: the one that was called, and the one that a redirect led to. */
const calledBy = ({ request, answeredAt }: AddressContext): string[] =>
  answeredAt === undefined ? [request.url] : [request.url, answeredAt];

function byLocation(registration: WebhookRegistration): DeleteTarget | undefined {
  const { location, baseUrl } = registration;
  if (location === undefined || new URL(location).origin !== originOf(baseUrl)) return undefined;
  const { commonPolicies } = registration.trigger;
  return (
    atAddress(registration, location) ?? {
      url: location,
      headers: {},
      ...(commonPolicies && { policies: commonPolicies }),
      unconfirmed: true,
    }
  );
}

function byBody(registration: WebhookRegistration): DeleteTarget | undefined {
  const { remoteUrl } = registration;
  return remoteUrl !== undefined && isWebhookUrl(registration, remoteUrl)
    ? atAddress(registration, remoteUrl)
    : undefined;
}

/** The facts of a create call that decide about a URL, before and after the response. */
type AddressContext = Pick<
  WebhookRegistration,
  'baseUrl' | 'request' | 'answeredAt' | 'trigger' | 'parameters' | 'remoteId'
>;

/** True when a URL in the body of a response is the webhook's own. */
export function isWebhookUrl(registration: AddressContext, url: string): boolean {
  const { request } = registration;
  if (request.method !== 'PUT' && isSameAddress(url, request.url)) return false;
  return new URL(url).origin === originOf(registration.baseUrl) && isOwnAddress(registration, url);
}

function isOwnAddress(registration: AddressContext, url: string): boolean {
  const { request } = registration;
  if (request.method === 'PUT' && isSameAddress(url, request.url)) return true;
  return calledBy(registration).some((called) => isBelow(url, called)) || operationAt(registration, url) !== undefined;
}

/** Returns a DELETE at the webhook's own URL; undefined for any other URL. */
function atAddress(registration: WebhookRegistration, url: string): DeleteTarget | undefined {
  if (!isOwnAddress(registration, url)) return undefined;
  const operation = operationAt(registration, url);
  const { commonPolicies } = registration.trigger;
  if (!operation) return { url, headers: {}, ...(commonPolicies && { policies: commonPolicies }) };
  const address = new URL(url);
  address.hash = '';
  const filled = fillParameters(operation, registration);
  const more = filled.filter(({ parameter }) => !address.searchParams.has(parameter.name));
  const prefix = new URL(registration.baseUrl).pathname.replace(/\/$/, '');
  return {
    url: withQuery(address.href, more),
    headers: headersOf(filled),
    ...policiesOf(operation, templateValues(operation.path, address.pathname.slice(prefix.length))),
  };
}

const policiesOf = (
  { policies }: UnsubscribeCandidate,
  pathParameters: Record<string, string>,
): Pick<DeleteTarget, 'policies' | 'pathParameters'> => (policies ? { policies, pathParameters } : {});

/** Returns the trigger's own unsubscribe operation that a URL matches. */
function operationAt(registration: AddressContext, url: string): UnsubscribeCandidate | undefined {
  const { pathname, searchParams } = new URL(url);
  const prefix = new URL(registration.baseUrl).pathname.replace(/\/$/, '');
  if (hasDotSegments(pathname) || !pathname.startsWith(`${prefix}/`)) return undefined;
  return ownCandidates(registration.trigger).find((candidate) => {
    const query = idQuery(candidate);
    if (query && !searchParams.has(query.name)) return false;
    const filled = fillParameters(candidate, { ...registration, remoteId: undefined });
    const knownValue = (name: string) => {
      const value = filled.find(({ parameter }) => parameter.in === 'path' && parameter.name === name)?.value;
      return value === undefined ? undefined : String(value);
    };
    return matchesTemplate(candidate.path, pathname.slice(prefix.length), knownValue);
  });
}

/** The likeliest one first, as the server lists them. */
const ownCandidates = ({ unsubscribe }: TriggerDescription): UnsubscribeCandidate[] =>
  unsubscribe.filter(isOwnUnsubscribe);

/** Returns the name of the webhook's id in the unsubscribe operation. */
export const idNameOf = (trigger: TriggerDescription): string | undefined => ownCandidates(trigger)[0]?.idParameter;

type Found = DeleteTarget | { problem: string };

function byOperation(registration: WebhookRegistration): Found {
  const { remoteId, service } = registration;
  if (remoteId !== undefined && (hasDotSegments(remoteId) || /[\u0000-\u001f\u007f]/.test(remoteId)))
    return {
      problem: t(
        'The id in the create answer, {0}, would lead to another address.',
        JSON.stringify(remoteId.slice(0, 60)),
      ),
    };
  // GitHub's API is known, whatever the definition says.
  if (service === 'github' && remoteId !== undefined)
    return { url: `${createUrl(registration)}/${encodeURIComponent(remoteId)}`, headers: {} };
  const { candidate, problem } = plausible(registration);
  return candidate ? fill(candidate, registration) : { problem };
}

/** Returns the URL of the create call, without its query and without a trailing slash. */
export const createUrl = ({ request }: WebhookRegistration): string => request.url.replace(/\/?([?#].*)?$/, '');

type Plausible = { candidate: UnsubscribeCandidate; problem?: undefined } | { candidate?: undefined; problem: string };

function plausible({ trigger, remoteId, request }: WebhookRegistration): Plausible {
  const fitting = ownCandidates(trigger).filter((candidate) => identifies(candidate, remoteId, request.method));
  const candidates = fitting.filter(({ relation }) => relation === fitting[0]?.relation);
  const [candidate] = candidates;
  if (!candidate) return { problem: lacksId(trigger, remoteId) ?? hasNone() };
  if (candidates.length === 1) return { candidate };
  return {
    problem: t(
      'The create answer had no usable "Location" and no "url", and several operations could be the unsubscribe: {0}.',
      candidates.map(nameOf).join(', '),
    ),
  };
}

const nameOf = ({ operationId, path }: UnsubscribeCandidate) => operationId ?? path;

const hasNone = () =>
  t(
    'The create answer had no usable "Location" and no "url", and the definition has no unsubscribe operation that would fit.',
  );

/** Returns a message when only the id is missing. */
function lacksId(trigger: TriggerDescription, remoteId: string | undefined): string | undefined {
  const best = ownCandidates(trigger).find((candidate) => identifies(candidate, 'any'));
  if (remoteId !== undefined || !best) return undefined;
  return t(
    'The create answer had no usable "Location" and no "url", and no id for the unsubscribe operation {0}.',
    nameOf(best),
  );
}

/**
 * True when a candidate deletes this webhook only. An operation without an id could delete all webhooks, unless the
 * webhook was put at that URL (Typeform); an operation with a body can't be filled.
 */
function identifies(candidate: UnsubscribeCandidate, remoteId: string | undefined, method = ''): boolean {
  if (candidate.hasBody) return false;
  const takesId = candidate.idParameter !== undefined || idQuery(candidate) !== undefined;
  return takesId ? remoteId !== undefined : candidate.relation === 'same-path' && method === 'PUT';
}

const idQuery = ({ parameters }: UnsubscribeCandidate): ParameterDescription | undefined =>
  parameters.find(({ in: place, required, name }) => place === 'query' && required && /(^|[a-z_-])id$/i.test(name));

function fill(candidate: UnsubscribeCandidate, registration: WebhookRegistration): Found {
  const filled = fillParameters(candidate, registration);
  const missing = filled.filter(
    ({ parameter, value }) => value === undefined && (parameter.required || parameter.in === 'path'),
  );
  if (missing.length > 0) {
    return {
      problem: t(
        'The unsubscribe operation {0} needs {1}, which neither the create answer nor its parameters had.',
        nameOf(candidate),
        missing.map(({ parameter }) => parameter.name).join(', '),
      ),
    };
  }
  try {
    const path = withQuery(fillPath(candidate.path, filled), filled);
    return {
      url: registration.baseUrl + path,
      headers: headersOf(filled),
      ...policiesOf(candidate, pathTexts(filled)),
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Fills the parameters of an unsubscribe operation with the id in the response and the values of the create call. */
function fillParameters(
  candidate: UnsubscribeCandidate,
  { parameters, remoteId, trigger }: Pick<WebhookRegistration, 'parameters' | 'remoteId' | 'trigger'>,
): ParameterValue[] {
  const idName = candidate.idParameter ?? idQuery(candidate)?.name;
  return candidate.parameters.map((parameter) => {
    if (parameter.name === idName) return { parameter, value: remoteId, untouched: false };
    const name = atSamePlace(parameter, candidate.path, trigger.path) ?? parameter.name;
    const own = Object.hasOwn(parameters, name) && parameters[name] !== mask ? parameters[name] : undefined;
    const shared = trigger.parameters.find((one) => one.name === name)?.default;
    // As in the create call: defaults are not encoded.
    return { parameter, value: own ?? shared ?? parameter.default, untouched: own === undefined };
  });
}

/** Returns the trigger's path parameter at the same place: `/forms/{id}/hooks`, and `/forms/{form}/hooks/{id}`. */
function atSamePlace({ in: place, name }: ParameterDescription, path: string, triggerPath: string): string | undefined {
  if (place !== 'path') return undefined;
  const [own, theirs] = [path.split('/'), triggerPath.split('/')];
  const index = own.indexOf(`{${name}}`);
  const isAlike = (one: string, other = '') =>
    nameIn(one) === undefined ? one.toLowerCase() === other.toLowerCase() : nameIn(other) !== undefined;
  return index >= 0 && own.slice(0, index).every((one, at) => isAlike(one, theirs[at]))
    ? nameIn(theirs[index] ?? '')
    : undefined;
}

const nameIn = (segment: string): string | undefined => /^\{([^{}]+)\}$/.exec(segment)?.[1];

/** Explains which URLs and operations were seen and are not used. */
function seen({ unused = [], trigger }: WebhookRegistration): string[] {
  const others = trigger.unsubscribe.filter(({ relation }) => relation === 'other-trigger');
  const sentences = unused.map((address) =>
    t(
      'The create answer named {0}. That is not used: it is on another origin, or neither below the address of the create call nor where the definition deletes webhooks of this trigger.',
      address,
    ),
  );
  if (others.length === 0) return sentences;
  const names = others.slice(0, 3).map(nameOf).join(', ');
  return [...sentences, t('What the definition has is for other triggers: {0}.', names)];
}
