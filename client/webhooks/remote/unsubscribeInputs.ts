/** Fills the inputs of an unsubscribe operation from the create call and its response. Pure. */
import type { Json } from '../../../server/protocol/json';
import type { PolicyDescription } from '../../../server/protocol/policies';
import type {
  BodyField,
  ParameterDescription,
  TriggerDescription,
  UnsubscribeCandidate,
} from '../../../server/protocol/triggers';
import { mergeOver, put, read } from '../../common/json';
import { mask } from '../../common/redact';
import type { WebhookRegistration } from '../../domain/registration';
import { type BuiltRequest, formContent, jsonType, type ParameterValue } from '../request/buildRequest';

/** The facts about a webhook that fill the inputs. */
export type KnownFacts = Pick<WebhookRegistration, 'parameters' | 'remoteId' | 'trigger' | 'callbackUrl' | 'answered'>;

export interface FilledInputs {
  /** The path, query, header and form parameters. */
  values: ParameterValue[];
  content: BuiltRequest['content'];
  /** The required inputs that have no value, and that neither the connection nor a policy sets. */
  missing: MissingInputOf[];
  /** True when the operation takes the id of the webhook. */
  takesId: boolean;
  /** True when a value tells this webhook from all others: its id or its callback URL. */
  identifies: boolean;
}

export interface MissingInputOf {
  in: IdInput['in'];
  /** For a part of the body, the names of properties with dots between them. */
  name: string;
}

/** Where an operation takes the id of the webhook. `path` has property names from the body's root for `in: 'body'`. */
interface IdInput {
  in: ParameterDescription['in'] | 'body';
  path: string[];
}

/** The operation that the server takes for this trigger's own; a POST as well, though Power Automate never calls one. */
export function ownUnsubscribe({ unsubscribeVerdict: verdict }: TriggerDescription): UnsubscribeCandidate | undefined {
  return verdict.kind === 'own' || verdict.kind === 'other-method' ? verdict.candidate : undefined;
}

/** Returns a name in lower case, without hyphens, underscores and dots. */
const keyOf = (name: string): string => name.replace(/[-_.]/g, '').toLowerCase();

/** `hookId`, `X-Webhook-Id`, `channel_id`. */
const isHookId = (name: string): boolean =>
  /(webhook|hook|subscription|subscriber|registration|listener|callback|channel|watch)(id|uuid|guid|uid)$/.test(
    keyOf(name),
  );

const isPlainId = (name: string): boolean => keyOf(name) === 'id';

/** True for an input that takes the callback URL, which no other webhook has. */
const takesCallback = (name: string, { callback }: TriggerDescription): boolean =>
  /^(callback|notification|webhook|hook)ur[il]$/.test(keyOf(name)) ||
  (callback !== undefined && keyOf(callback.path.at(-1) ?? '') === keyOf(name));

function idInputOf({ idParameter, parameters, body }: UnsubscribeCandidate): IdInput | undefined {
  if (idParameter !== undefined) return { in: 'path', path: [idParameter] };
  const query = parameters.find(
    ({ in: place, required, name }) => place === 'query' && required && /(^|[a-z_-])id$/i.test(name),
  );
  const named =
    query ??
    [isHookId, isPlainId].flatMap((fits) => parameters.filter(({ in: at, name }) => at !== 'path' && fits(name)))[0];
  if (named) return { in: named.in, path: [named.name] };
  const field = [isHookId, isPlainId].flatMap((fits) =>
    (body?.fields ?? []).filter(({ path }) => path.length > 0 && fits(path.at(-1)!)),
  )[0];
  return field && { in: 'body', path: field.path };
}

/** Returns the query parameter by which an operation takes the id. */
export function idQueryOf(candidate: UnsubscribeCandidate): string | undefined {
  const id = idInputOf(candidate);
  return id?.in === 'query' ? id.path[0] : undefined;
}

/** Returns the name of the webhook's id in the trigger's unsubscribe operation. */
export function idNameOf(trigger: TriggerDescription): string | undefined {
  const candidate = ownUnsubscribe(trigger);
  return candidate && idInputOf(candidate)?.path.at(-1);
}

/** Returns the names of the other inputs that only the response to the create call may have. */
export function wantedFromResponse(facts: Pick<KnownFacts, 'trigger' | 'parameters'>): string[] {
  const candidate = ownUnsubscribe(facts.trigger);
  if (!candidate) return [];
  const id = idInputOf(candidate);
  const names = [
    ...candidate.parameters.map(({ name }) => name),
    ...(candidate.body?.fields ?? []).flatMap(({ path }) => path.at(-1) ?? []),
  ];
  return [...new Set(names)].filter(
    (name) => name !== id?.path.at(-1) && !isPlainId(name) && sentAs(name, facts) === undefined,
  );
}

/**
 * Returns the id that the create call chose for its webhook, as Google's channels have it. A plain `id` may be that of
 * anything; only a UUID, which no other webhook has, is taken for the webhook's.
 */
export function chosenIdOf(facts: Pick<KnownFacts, 'trigger' | 'parameters'>): string | undefined {
  const { trigger, parameters } = facts;
  const name = idNameOf(trigger);
  if (name === undefined || trigger.parameters.some((one) => one.in === 'path' && one.name === name)) return undefined;
  const value = sentAs(name, { trigger, parameters });
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const id = String(value);
  const isUuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(id);
  return isHookId(name) || isUuid ? id : undefined;
}

/** Returns what the create call sent under a name, as a parameter or at the root of its body. */
function sentAs(name: string, { trigger, parameters }: Pick<KnownFacts, 'trigger' | 'parameters'>): Json | undefined {
  const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const isParameter = trigger.parameters.some((one) => one.name === name);
  const value = isParameter
    ? (usable(given) ?? trigger.parameters.find((one) => one.name === name)?.default)
    : read(sentBody({ trigger, parameters }), [name]);
  return usable(value);
}

const usable = (value: Json | undefined): Json | undefined =>
  value === null || value === '' || value === mask ? undefined : value;

function sentBody({ trigger, parameters }: Pick<KnownFacts, 'trigger' | 'parameters'>): Json | undefined {
  const { body } = trigger;
  if (!body) return undefined;
  return mergeOver(body.defaults, Object.hasOwn(parameters, body.name) ? parameters[body.name] : undefined);
}

/** Fills an operation with the id in the response, the values of the create call and what else the response had. */
export function fillInputs(candidate: UnsubscribeCandidate, facts: KnownFacts): FilledInputs {
  const id = idInputOf(candidate);
  const isId = (place: IdInput['in'], path: string[]) =>
    id?.in === place && id.path.length === path.length && id.path.every((name, index) => name === path[index]);
  const values = candidate.parameters.map((parameter) =>
    isId(parameter.in, [parameter.name])
      ? { parameter, value: facts.remoteId, untouched: false }
      : parameterValue(parameter, candidate, facts),
  );
  const body = fillBody(candidate, facts, (path) => isId('body', path));
  const isCallback = (value: Json | undefined) => value === facts.callbackUrl;
  const takesOwnCallback =
    values.some(({ value }) => isCallback(value)) ||
    (candidate.body?.fields ?? []).some(({ path }) => isCallback(read(body.value, path)));
  return {
    values,
    content:
      body.value === undefined
        ? formContent(candidate.consumes ?? [], values)
        : { kind: 'json', type: jsonType(candidate.consumes ?? [], values), value: body.value },
    missing: [
      ...values
        .filter(({ parameter, value }) => value === undefined && (parameter.required || parameter.in === 'path'))
        .filter(({ parameter }) => !isSetOtherwise(parameter, candidate, facts.trigger))
        .map(({ parameter }): MissingInputOf => ({ in: parameter.in, name: parameter.name })),
      ...body.missing.map((name): MissingInputOf => ({ in: 'body', name })),
    ],
    takesId: id !== undefined,
    identifies: (id !== undefined && facts.remoteId !== undefined) || takesOwnCallback,
  };
}

function parameterValue(
  parameter: ParameterDescription,
  { path }: UnsubscribeCandidate,
  facts: KnownFacts,
): ParameterValue {
  const { parameters, trigger, callbackUrl, answered = {} } = facts;
  const name = atSamePlace(parameter, path, trigger.path) ?? parameter.name;
  const own = Object.hasOwn(parameters, name) ? usable(parameters[name]) : undefined;
  if (own === undefined && parameter.in !== 'path' && takesCallback(parameter.name, trigger))
    return { parameter, value: callbackUrl, untouched: false };
  const shared = trigger.parameters.find((one) => one.name === name)?.default;
  // As in the create call: defaults are not encoded.
  if (own === undefined && shared !== undefined) return { parameter, value: shared, untouched: true };
  const known = own ?? sentAs(name, facts) ?? answered[parameter.name];
  return { parameter, value: known ?? parameter.default, untouched: known === undefined };
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

/** Fills the body that an operation describes: the id, the callback URL, and fields that the create call had as well. */
function fillBody(
  { body, policies }: UnsubscribeCandidate,
  facts: KnownFacts,
  isId: (path: string[]) => boolean,
): { value: Json | undefined; missing: string[] } {
  if (!body) return { value: undefined, missing: [] };
  const created = sentBody(facts);
  const known = (field: BodyField): Json | undefined => {
    const { path } = field;
    const name = path.at(-1);
    if (name === undefined) return undefined;
    if (isId(path)) return asType(facts.remoteId, field.type);
    if (field.callback || takesCallback(name, facts.trigger)) return facts.callbackUrl;
    return usable(read(created, path)) ?? sentAs(name, facts) ?? asType(facts.answered?.[name], field.type);
  };
  let value = mergeOver(undefined, body.defaults);
  for (const field of body.fields) {
    const filled = known(field);
    if (filled !== undefined) value = put(value, field.path, filled);
  }
  const missing = body.fields
    .filter((field) => field.required && read(value, field.path) === undefined)
    .map(({ path }) => path.join('.') || body.name)
    .filter((path) => !(policies ?? []).some((policy) => setsProperty(policy, path)));
  return { value, missing };
}

/** Ids are texts here; an operation may describe its id as a number. */
function asType(value: string | undefined, type: string | undefined): Json | undefined {
  const isNumber = (type === 'integer' || type === 'number') && value !== undefined && /^\d{1,15}$/.test(value);
  return isNumber ? Number(value) : value;
}

const isOfRequest = ({ section }: PolicyDescription): boolean => section === 'request';

const setsProperty = (policy: PolicyDescription, path: string): boolean =>
  isOfRequest(policy) &&
  policy.template === 'setproperty' &&
  String(policy.settings.newPropertySubPathTemplate ?? '').replaceAll('/', '.') === path;

/** True for a parameter that the platform, the sign-in of the connection or a policy sets. */
function isSetOtherwise(
  { in: place, name }: ParameterDescription,
  { policies = [] }: UnsubscribeCandidate,
  { security }: TriggerDescription,
): boolean {
  if (place !== 'header' && place !== 'query') return false;
  const isNamed = (other: unknown) => String(other ?? '').toLowerCase() === name.toLowerCase();
  if (place === 'header' && /^(authorization|content-type|accept)$/i.test(name)) return true;
  if (security.some((one) => one.in === place && isNamed(one.parameterName))) return true;
  const template = place === 'header' ? 'setheader' : 'setqueryparameter';
  return policies.some((one) => isOfRequest(one) && one.template === template && isNamed(one.settings.name));
}
