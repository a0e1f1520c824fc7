/**
 * Applies the policies of `apiProperties.json` to a call, as Power Automate does before it sends it. Pure.
 * Facts: learn.microsoft.com/connectors/custom-connectors/policy-templates, and what published connectors rely on: the base
 * URL of *set host URL* replaces the base path, and the path of *route request* is relative to the base URL.
 */
import type { Json } from '../../../../server/protocol/json';
import {
  type appliedTemplates,
  type PolicyDescription,
  templatesWithoutEffect,
} from '../../../../server/protocol/policies';
import { copy, isObject, put } from '../../../common/json';
import { decodePercent } from '../../../common/percent';
import { t } from '../../../common/translate';
import type { Authorization } from '../../services/services';
import { hasDotSegments } from '../../webhookUrl';
import { type BuiltRequest, checkHeader, isHeaderName } from '../buildRequest';
import { bodyPath, type ExpressionScope, evaluatePropertyValue, evaluateText, MissingValue } from './expressions';

/** A call before its policies. */
export interface PolicyCall {
  request: BuiltRequest;
  authorization: Authorization;
}

/** The part of a call that a policy sets. */
export type PolicyTarget =
  | { kind: 'header' | 'query'; name: string }
  | { kind: 'body'; path: string[] }
  | { kind: 'address' | 'method' };

/** A policy that took effect. */
export interface AppliedPolicy {
  title: string;
  targets: PolicyTarget[];
}

/** A policy that was not carried out, so that Power Automate would send another call. */
export interface SkippedPolicy {
  title: string;
  /** A whole sentence, translated. */
  reason: string;
}

export interface PolicyOutcome extends PolicyCall {
  applied: AppliedPolicy[];
  skipped: SkippedPolicy[];
}

/** Values of connection parameters by name; names are compared without regard to case. */
export interface ConnectionValues {
  get(name: string): string | undefined;
  /** True for a password, a key or a token. */
  isSecure(name: string): boolean;
}

/** Connection parameters have no value; `names` are those that a person must supply. */
export class MissingConnectionParameters extends Error {
  constructor(readonly names: string[]) {
    super(names.join(', '));
  }
}

/** A policy cannot be applied. The message is a whole sentence, translated. */
class NotApplicable extends Error {}

const withoutEffect = new Set<string>(templatesWithoutEffect);

/**
 * Returns the call after the policies of its request section, in their order. A template that is not carried out, or an
 * expression without a value, is in `skipped`. Throws {@link MissingConnectionParameters}, naming all at once.
 */
export function applyRequestPolicies(
  call: PolicyCall,
  policies: PolicyDescription[],
  values: ConnectionValues,
): PolicyOutcome {
  const outcome: PolicyOutcome = { ...copyOf(call), applied: [], skipped: [] };
  const missing = new Set<string>();
  for (const policy of policies) {
    if (policy.section !== 'request' || withoutEffect.has(policy.template)) continue;
    try {
      const targets = carryOut(outcome, policy, values);
      if (targets.length > 0) outcome.applied.push({ title: policy.title, targets });
    } catch (error) {
      const names = error instanceof MissingValue ? error.connectionParameters : [];
      for (const name of names) missing.add(name);
      if (names.length === 0) outcome.skipped.push({ title: policy.title, reason: whyNotApplied(error) });
    }
  }
  if (missing.size > 0) throw new MissingConnectionParameters([...missing]);
  return outcome;
}

/** Throws {@link NotApplicable} for a template that is not carried out. */
function carryOut(call: PolicyCall, policy: PolicyDescription, values: ConnectionValues): PolicyTarget[] {
  const apply = (templates as Record<string, Template | undefined>)[policy.template];
  if (!apply) throw new NotApplicable(notCarriedOut(policy.template));
  return apply(call, policy, values);
}

/** Throws {@link NotApplicable} for a policy without a name, which sets nothing. */
function requireName(name: string): void {
  if (name === '') throw new NotApplicable(t('The policy does not name what it sets.'));
}

/** Published connectors have placeholders such as `[[Dummy]]` for names. */
export function checkHeaderName(name: string): void {
  requireName(name);
  if (!isHeaderName(name) && !/^content-type$/i.test(name))
    throw new NotApplicable(t('The header "{0}" can\'t be set here.', name));
}

/** Throws an error that is no reason to send the call without the policy. */
export function whyNotApplied(error: unknown): string {
  if (error instanceof NotApplicable) return error.message;
  if (error instanceof MissingValue) return withoutValue(error.expression);
  throw error;
}

export const notCarriedOut = (template: string): string =>
  t('The template {0} is not applied here, but in Power Automate.', template);

const withoutValue = (expression: string): string =>
  t('{0} has no value in this request, so the policy fails in Power Automate.', expression);

function copyOf({ request, authorization }: PolicyCall): PolicyCall {
  const { content } = request;
  return {
    request: {
      ...request,
      headers: { ...request.headers },
      content: content?.kind === 'json' ? { ...content, value: copy(content.value) } : content,
    },
    authorization: { headers: { ...authorization.headers }, query: [...authorization.query] },
  };
}

type Template = (call: PolicyCall, policy: PolicyDescription, values: ConnectionValues) => PolicyTarget[];

const templates: Record<(typeof appliedTemplates.request)[number], Template> = {
  setheader: (call, policy, values) => {
    const name = evaluateText(settingOf(policy, 'name'), scopeOf(call, values));
    checkHeaderName(name);
    return setHeader(call, name, textOf(policy, 'value', call, values), existsAction(policy));
  },

  setqueryparameter: (call, policy, values) => {
    const name = evaluateText(settingOf(policy, 'name'), scopeOf(call, values));
    requireName(name);
    return setQuery(call, name, textOf(policy, 'value', call, values), existsAction(policy));
  },

  setproperty: (call, policy, values) => {
    const { content } = call.request;
    const value = content?.kind === 'json' ? content.value : undefined;
    const type = content?.kind === 'json' ? content.type : 'application/json';
    // A form has no properties to set.
    if (content && content.kind !== 'json') throw new MissingValue(settingOf(policy, 'newPropertyParentPathTemplate'));
    const set = setProperty(value, policy, scopeOf(call, values));
    call.request.content = { kind: 'json', type, value: set.body };
    return [{ kind: 'body', path: set.path }];
  },

  dynamichosturl: (call, policy, values) => {
    const { request } = call;
    const text = evaluateText(settingOf(policy, 'urlTemplate'), scopeOf(call, values)).trim();
    const absolute = /^https?:\/\//i.test(text) ? text : `https://${text}`;
    if (!URL.canParse(absolute)) throw new NotApplicable(t('"{0}" is not a URL.', text));
    const { origin, pathname } = new URL(absolute);
    const base = (origin + pathname).replace(/(?<!\/)\/+$/, '');
    request.url = base + request.url.slice(request.baseUrl.length);
    request.baseUrl = base;
    return [{ kind: 'address' }];
  },

  routerequesttoendpoint: (call, policy, values) => {
    const { request } = call;
    const scope = scopeOf(call, values);
    const targets: PolicyTarget[] = [];
    const written = policy.settings.newPath;
    if (typeof written === 'string' && written !== '') {
      const path = fill(evaluateText(written, scope), request.pathParameters);
      if (hasDotSegments(path)) throw new NotApplicable(t('The path "{0}" leads to another path.', path));
      request.url = request.baseUrl + withQueryOf(path, request.url);
      targets.push({ kind: 'address' });
    }
    const method = policy.settings.httpMethod;
    const chosen = typeof method === 'string' ? evaluateText(method, scope).trim().toUpperCase() : '';
    if (chosen !== '' && chosen !== request.method) {
      request.method = chosen;
      targets.push({ kind: 'method' });
    }
    return targets;
  },
};

/** A secure value goes with the credentials: it is masked wherever they are, and never sent to another origin. */
interface PolicyText {
  text: string;
  isSecret: boolean;
}

function textOf(policy: PolicyDescription, name: string, call: PolicyCall, values: ConnectionValues): PolicyText {
  let isSecret = false;
  const scope = scopeOf(call, values);
  const text = evaluateText(settingOf(policy, name), {
    ...scope,
    connectionParameter: (parameter) => {
      isSecret ||= values.isSecure(parameter);
      return scope.connectionParameter(parameter);
    },
  });
  return { text, isSecret };
}

function settingOf({ settings }: PolicyDescription, name: string): string {
  const value = settings[name];
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

type ExistsAction = 'override' | 'skip' | 'append';

/** Without one, an existing value is replaced, as by the gateway. */
function existsAction(policy: PolicyDescription): ExistsAction {
  const action = settingOf(policy, 'existsAction').toLowerCase();
  return action === 'skip' || action === 'append' ? action : 'override';
}

/** What expressions in a request see: its own headers and query, credentials included. */
function scopeOf({ request, authorization }: PolicyCall, values: ConnectionValues): ExpressionScope {
  const { content } = request;
  return {
    connectionParameter: (name) => values.get(name),
    header: (name) => headerIn(authorization.headers, name)?.[1] ?? headerIn(request.headers, name)?.[1],
    query: (name) => [...authorization.query, ...queryOf(request.url)].find(([one]) => one === name)?.[1],
    body: content?.kind === 'json' ? content.value : undefined,
    method: request.method,
  };
}

const headerIn = (headers: Record<string, string>, name: string): [string, string] | undefined =>
  Object.entries(headers).find(([one]) => one.toLowerCase() === name.toLowerCase());

function setHeader(
  { request, authorization }: PolicyCall,
  name: string,
  { text, isSecret }: PolicyText,
  action: ExistsAction,
): PolicyTarget[] {
  if (request.content?.kind === 'json' && name.toLowerCase() === 'content-type') {
    if (action === 'override') request.content.type = text;
    return action === 'override' ? [{ kind: 'header', name }] : [];
  }
  const holders = [authorization.headers, request.headers];
  const holder = holders.find((headers) => headerIn(headers, name));
  const before = holder && headerIn(holder, name);
  if (before && action === 'skip') return [];
  if (before) delete holder[before[0]];
  const value = before && action === 'append' ? `${before[1]}, ${text}` : text;
  checkHeader(name, value, 'connectionParameters');
  const target = isSecret || holder === authorization.headers ? authorization.headers : request.headers;
  target[before?.[0] ?? name] = value;
  return [{ kind: 'header', name }];
}

function setQuery(
  { request, authorization }: PolicyCall,
  name: string,
  { text, isSecret }: PolicyText,
  action: ExistsAction,
): PolicyTarget[] {
  const query = queryOf(request.url);
  const isCredential = authorization.query.some(([one]) => one === name);
  const exists = isCredential || query.some(([one]) => one === name);
  if (exists && action === 'skip') return [];
  const others = ([one]: [string, string]) => action === 'append' || one !== name;
  authorization.query = authorization.query.filter(others);
  const pairs = query.filter(others);
  if (isSecret || isCredential) authorization.query.push([name, text]);
  else pairs.push([name, text]);
  const [address] = request.url.split('?', 1);
  const written = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  request.url = written === '' ? address! : `${address}?${written}`;
  return [{ kind: 'query', name }];
}

/** The query parameters of a URL, decoded. */
function queryOf(url: string): [string, string][] {
  const [, query = ''] = url.split(/\?(.*)/s, 2);
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
    });
}

/** In a query, a plus sign is a space. */
const decoded = (text: string): string => decodePercent(text.replaceAll('+', ' '));

/** The path template of a route with its placeholders filled as in the operation's own path. */
const fill = (path: string, pathParameters: Record<string, string>): string =>
  (path.startsWith('/') ? path : `/${path}`).replace(/\{([^{}]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(pathParameters, name) ? pathParameters[name]! : placeholder,
  );

/** Returns a path with its own query and that of the original call behind it. */
function withQueryOf(path: string, url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${url.slice(at + 1)}`;
}

/**
 * Sets a property of a body: of the object at the parent path, or of every item where an array is there. Throws
 * {@link MissingValue} where there is neither.
 */
export function setProperty(
  body: Json | undefined,
  policy: PolicyDescription,
  scope: ExpressionScope,
): { body: Json; path: string[] } {
  const written = settingOf(policy, 'newPropertyParentPathTemplate') || '@body()';
  const parent = bodyPath(written);
  if (parent?.root !== 'body') throw new MissingValue(written);
  const names = settingOf(policy, 'newPropertySubPathTemplate')
    .split(/[./]/)
    .filter((name) => name !== '');
  requireName(names.join('.'));
  const value = settingOf(policy, 'propertyValuePathTemplate');
  const changed = body === undefined && parent.names.length === 0 ? {} : copy(body ?? null);
  let holder: Json | undefined = changed;
  for (const name of parent.names) holder = isObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (Array.isArray(holder)) {
    for (const item of holder) if (isObject(item)) put(item, names, evaluatePropertyValue(value, { ...scope, item }));
  } else if (isObject(holder)) put(holder, names, evaluatePropertyValue(value, scope));
  else throw new MissingValue(written);
  return { body: changed, path: [...parent.names, ...names] };
}
