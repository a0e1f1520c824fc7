import type { OpenDocument } from '../../documents/document';
import type { Definition } from '../../model/definition';
import { isNearbyUnsubscribe, unsubscribeOf } from '../../model/unsubscribe';
import { type MethodName, methods } from '../../model/walk';
import type { Json } from '../../protocol/json';
import type { NewTriggerParams, SampleValue, TriggerDraft } from '../../protocol/newTrigger';
import { pointerKeys } from '../../protocol/pointer';
import type { Method } from '../../protocol/triggers';
import { say } from '../../texts/say';
import { type Address, parametersIn, readAddress, unsubscribePath, writeAddress } from './address';
import { readSample, type Sample } from './request';
import { callbacksIn, idFrom, isObject, isSecret, summaryFrom, valuesOf } from './shapes';

/** All that is known about a trigger to be written; `draft` is the part that the client shows. */
export interface Plan {
  draft: TriggerDraft;
  address: Address | undefined;
  request: Sample;
  response: Sample | undefined;
  notification: Json | undefined;
  /** The names from the body's root down; undefined when none is chosen, or when it cannot take the URL. */
  callback: string[] | undefined;
  /** The headers of the request, without those that the platform or the connection adds. */
  headers: [name: string, value: string][];
  query: [name: string, value: string][];
}

type Problems = TriggerDraft['problems'];

/** Reads the samples and proposes what they leave open. `draft.problems` lists what is wrong or missing. */
export function planTrigger(
  document: OpenDocument | undefined,
  definition: Definition | undefined,
  params: NewTriggerParams,
): Plan {
  const problems: Problems = [];
  const notes: string[] = [];
  const attempt = <T>(property: keyof NewTriggerParams, act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      problems.push({ property, message: (error as Error).message });
      return undefined;
    }
  };
  attempt('uri', () => checkDocument(document));
  const request = (params.request !== undefined && attempt('request', () => readSample(params.request!))) || empty;
  const response = params.response === undefined ? undefined : attempt('response', () => readSample(params.response!));
  const notification = attempt('notification', () => notificationOf(params.notification));
  const address = attempt('url', () => relative(addressOf(params.url ?? request.url), definition));
  const method = attempt('method', () => methodOf(params.method ?? request.method)) ?? 'post';
  if (address) attempt('url', () => checkFree(definition, address.path, method));
  attempt('request', () => checkBody(request.body));
  const callbacks = callbacksIn(isObject(request.body) ? request.body : undefined);
  const callback = attempt('callback', () => callbackOf(params.callback, callbacks, request.body));
  const summary = params.summary ?? defaultSummary(params, request, definition, address);
  const wantedId = params.operationId ?? freeId(idFrom(summary) || 'WhenSomethingHappens', definition);
  attempt('operationId', () => checkId(wantedId, definition));
  return {
    draft: {
      method,
      path: address?.path,
      url: address && writeAddress(address),
      callbacks,
      fields: fieldsOf(request, address, callback),
      contents: notification === undefined ? [] : valuesOf(notification),
      summary,
      operationId: wantedId,
      unsubscribe: address && attempt('unsubscribe', () => planUnsubscribe(params, definition, address)),
      problems,
      notes,
    },
    address,
    request,
    response,
    notification,
    callback,
    headers: keptHeaders(request.headers, notes),
    query: (address?.query ?? []).filter(([name]) => !isSecret(name) || !notes.push(leftOut(name))),
  };
}

const empty: Sample = { headers: [] };

function checkDocument(document: OpenDocument | undefined): void {
  const fault = document?.problems().find(({ code }) => code === 'syntax');
  if (!document || !fault) return;
  const { line } = document.positionAt(fault.start);
  throw new Error(say`Fix the definition first, line ${line + 1}: ${fault.message}`);
}

/** @throws when there is no sample, or none with a body. */
function notificationOf(sample: NewTriggerParams['notification']): Json {
  if (sample === undefined) throw new Error(say('A sample of what the service sends is missing.'));
  const { body } = readSample(sample);
  if (body === undefined) throw new Error(say('It has no body.'));
  return body;
}

function addressOf(url: string | undefined): Address {
  if (url === undefined) throw new Error(say('The address that creates a webhook is missing.'));
  return readAddress(url);
}

function checkBody(body: Json | undefined): void {
  if (body === undefined || isObject(body)) return;
  throw new Error(say("The body isn't a JSON object, so it has no property for the callback URL."));
}

/** The address relative to the definition's own. */
function relative(address: Address, definition: Definition | undefined): Address {
  const host = definition?.root.text('host')?.toLowerCase();
  if (address.host && host && !host.includes('{') && address.host !== host) {
    throw new Error(say`The definition is for ${host}, and this address for ${address.host}.`);
  }
  const basePath = (definition?.root.text('basePath') ?? '').replace(/(?<!\/)\/+$/, '');
  if (!address.host || basePath === '' || !address.path.startsWith(`${basePath}/`)) return address;
  return { ...address, path: address.path.slice(basePath.length) };
}

function methodOf(given: string | undefined): Method {
  const method = (given ?? 'post').toLowerCase();
  if (!methods.includes(method as MethodName) || !['post', 'put', 'patch'].includes(method)) {
    throw new Error(say`"${given}" does not create a webhook: it takes POST, PUT or PATCH.`);
  }
  return method as Method;
}

function checkFree(definition: Definition | undefined, path: string, method: Method): void {
  const item = definition?.root.get('paths')?.get(path);
  if (!item) return;
  const taken = item.member(method) ? `${method.toUpperCase()} ${path}` : say`a notification on ${path}`;
  if (!item.member(method) && !item.member('x-ms-notification-content')) return;
  throw new Error(
    say`The definition has ${taken} already, and a path has one trigger. Let that one offer the event as a choice, or put this one into a definition of its own.`,
  );
}

/** A pointer, a dotted path, or the name of a property that only one place has. */
function callbackOf(given: string | undefined, callbacks: SampleValue[], body: Json | undefined): string[] {
  const names = callbacks.map(({ pointer }) => pointer).join(', ');
  if (!given) {
    throw new Error(
      names
        ? say`Which property takes the callback URL? One of: ${names}.`
        : say('The property that takes the callback URL is missing.'),
    );
  }
  const path = given.startsWith('/') || given.startsWith('#/') ? given.replace(/^#/, '') : undefined;
  const fits = callbacks.filter(({ pointer }) => {
    const keys = pointerKeys(pointer);
    return path === undefined ? keys.at(-1) === given || keys.join('.') === given : pointer === path;
  });
  if (fits.length === 1) return pointerKeys(fits[0]!.pointer);
  if (fits.length > 1) {
    throw new Error(say`"${given}" is in several places: ${fits.map(({ pointer }) => pointer).join(', ')}.`);
  }
  const isNew = path === undefined && !given.includes('.') && !(isObject(body) && names !== '');
  if (isNew && !(isObject(body) && Object.hasOwn(body, given))) return [given];
  throw new Error(
    names
      ? say`No text of the request's body is at "${given}". The callback URL can go to: ${names}.`
      : say`No text of the request's body is at "${given}".`,
  );
}

function fieldsOf(request: Sample, address: Address | undefined, callback: string[] | undefined): SampleValue[] {
  const query = (address?.query ?? []).filter(([name]) => !isSecret(name));
  const body = isObject(request.body) ? valuesOf(request.body) : [];
  return [
    ...query.map(([name, value]): SampleValue => ({ pointer: `?${name}`, title: name, type: 'string', value })),
    ...body.filter(
      ({ pointer, value }) =>
        !pointer.includes('/*') && value !== undefined && pointerKeys(pointer).join('\n') !== callback?.join('\n'),
    ),
  ];
}

const leftOut = (name: string): string =>
  say`"${name}" was left out: credentials come from the connection, not from the definition.`;

/** The headers that the platform sends itself. */
const platformHeaders =
  /^(accept|accept-.*|content-.*|host|user-agent|connection|cookie|origin|referer|cache-control)$/i;

function keptHeaders(headers: Sample['headers'], notes: string[]): Sample['headers'] {
  return headers.filter(([name]) => {
    if (isSecret(name)) notes.push(leftOut(name));
    return !isSecret(name) && !platformHeaders.test(name);
  });
}

/** The names of body members that say which events a webhook is for. */
const eventNames = [
  'event',
  'events',
  'eventType',
  'event_type',
  'eventTypes',
  'event_types',
  'topic',
  'topics',
  'type',
  'trigger',
];

function defaultSummary(
  { operationId }: NewTriggerParams,
  { body }: Sample,
  definition: Definition | undefined,
  address: Address | undefined,
): string {
  if (operationId) return summaryFrom(operationId);
  const values = isObject(body) ? eventNames.map((name) => (Object.hasOwn(body, name) ? body[name] : undefined)) : [];
  const event = values.map((value) => (Array.isArray(value) && value.length === 1 ? value[0] : value));
  const name = event.find((value) => typeof value === 'string' && /^[\w.: /-]{2,60}$/.test(value));
  if (typeof name === 'string') return `When ${article(name)} ${summaryFrom(name).toLowerCase()} event arrives`;
  const service = definition?.root.get('info')?.text('title') ?? serviceName(address?.host);
  return service ? `When ${service} sends an event` : 'When an event arrives';
}

const article = (name: string): string => (/^[aeiou]/i.test(name) ? 'an' : 'a');

/** `api.shop.example.com` → `Example`. */
export function serviceName(host: string | undefined): string | undefined {
  if (!host || /^[\d.:[\]]+$/.test(host) || host.startsWith('localhost')) return undefined;
  const labels = host.replace(/:\d+$/, '').split('.');
  const label = labels.at(-2) ?? labels[0]!;
  return label === 'github' ? 'GitHub' : label.slice(0, 1).toUpperCase() + label.slice(1);
}

export function freeId(wanted: string, definition: Definition | undefined): string {
  let id = wanted;
  for (let n = 2; (definition?.operationsById(id).length ?? 0) > 0; n++) id = `${wanted}${n}`;
  return id;
}

function checkId(id: string, definition: Definition | undefined): void {
  if (!/^\S+$/.test(id)) throw new Error(say('An operationId has no blanks.'));
  if ((definition?.operationsById(id).length ?? 0) > 0)
    throw new Error(say`The definition has an operation "${id}" already.`);
}

function planUnsubscribe(
  { unsubscribe }: NewTriggerParams,
  definition: Definition | undefined,
  address: Address,
): TriggerDraft['unsubscribe'] {
  if (unsubscribe === false) return undefined;
  if (typeof unsubscribe === 'string' && unsubscribe !== '') {
    const { path } = relative(readAddress(unsubscribe), definition);
    return { path, exists: hasDelete(definition, path) };
  }
  const found = definition && unsubscribeOf(definition, address);
  // One that is elsewhere most likely deletes what another trigger creates.
  if (found?.kind === 'own' && isNearbyUnsubscribe(found.unsubscribe))
    return { path: found.unsubscribe.operation.path, exists: true };
  const path = unsubscribePath(address.path, parametersIn(address.path));
  return { path, exists: hasDelete(definition, path) };
}

const hasDelete = (definition: Definition | undefined, path: string): boolean =>
  definition?.root.get('paths')?.get(path)?.member('delete') !== undefined;
