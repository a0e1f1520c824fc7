import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../common/json';
import { isObject, parseJson } from '../common/json';
import { mask } from '../common/redact';
import { providers } from '../providers';
import { holdsSecret } from './secretNames';
import { mayHoldSignature } from './signatures/detectHmac';
import { findVerifiers, verifiers } from './signatures/verifiers';

/** The headers with lower-case names, as Node has them; a repeated header is joined as HTTP allows. */
export function flattenHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(flat);
}

/**
 * The headers as they are stored and shown: credentials and the callback's token, which some proxies repeat, are masked.
 * @param redact masks known secrets
 */
export function redactHeaders(
  headers: Record<string, string>,
  token: string,
  redact: (text: string) => string = (text) => text,
): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    holdsSecret(name) ? mask : redact(value.replaceAll(token, mask)),
  ]);
  return Object.fromEntries(shown);
}

/** Names of the headers in which the providers say that they send the name of the event. */
const eventHeaders = [
  ...new Set(providers.flatMap(({ event }) => (event && 'header' in event ? [event.header] : []))),
  'x-event-type',
  'x-event-name',
  'x-webhook-event',
];

/** Other usual names: `acme-event`, `x-acme-topic`. */
const eventHeaderPattern = /(^|-)(event|topic|hook-resource)(-(type|name|key))?$/;

/** The name of the header (lower-case names) that holds the event's name; undefined where there is none. */
export const findEventHeader = (headers: Record<string, string>): string | undefined =>
  eventHeaders.find((name) => headers[name]) ??
  Object.keys(headers).find((name) => eventHeaderPattern.test(name) && headers[name]);

/** Maximum number of characters of an event's name. */
const maxEventLength = 200;

/** The name of the event, cut to 200 characters; null where no header holds it. */
function eventName(headers: Record<string, string>): string | null {
  const name = findEventHeader(headers);
  return name === undefined ? null : headers[name]!.slice(0, maxEventLength);
}

/** Maximum size in bytes of a body that is parsed for the name of the event. */
const maxParsedBytes = 64 * 1024;

/**
 * As {@link eventName}, or the name in the body where the provider has it there: one whose signature the headers carry, or
 * whose host is one of these.
 */
export function eventOf(headers: Record<string, string>, body: Buffer, hosts: string[]): string | null {
  const named = eventName(headers);
  if (named !== null || body.length === 0 || body.length > maxParsedBytes) return named;
  const signed = findVerifiers(headers);
  const likely = providers.filter(
    ({ hosts: own = [], signatures = [] }) =>
      own.some((domain) => hosts.some((host) => host === domain || host.endsWith(`.${domain}`))) ||
      signatures.some((one) => signed.includes(one)),
  );
  const paths = likely.flatMap(({ event }) => (event && 'body' in event ? [event.body] : []));
  const parsed = parseJson(body.toString('utf8'));
  const isName = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';
  const found = paths.map((path) => readThrough(parsed, path)).find(isName) ?? usualEvent(parsed);
  return found === undefined ? null : found.slice(0, maxEventLength);
}

/** Names of members that hold the name of an event at most services, the clearest first. */
const eventMembers = [
  'event',
  'event_type',
  'eventType',
  'event_name',
  'eventName',
  'webhookEvent',
  'triggerEvent',
  'notification_type',
  'notificationType',
  'trigger',
  'topic',
  'type',
  'action',
  'metric',
];

/** Names of members around them, which also may hold a list. */
const aroundEvent = ['event', 'notification', 'notifications', 'meta', 'metadata', 'data', 'webHookEvent'];

/** An event's name is a word or several with separators, not a sentence. */
const eventForm = /^[A-Za-z][\w.:/-]{0,99}$/;

/** The event's name in the body of an unknown service: in a usual member, or in one a level deeper. */
function usualEvent(parsed: Json | undefined, levels = 3): string | undefined {
  const value = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isObject(value)) return undefined;
  const own = eventMembers.map((name) => value[name]).find((one) => typeof one === 'string' && eventForm.test(one));
  if (typeof own === 'string' || levels === 1) return own as string | undefined;
  return aroundEvent
    .filter((name) => Object.hasOwn(value, name))
    .map((name) => usualEvent(value[name], levels - 1))
    .find((one) => one !== undefined);
}

/** The value at a path, which leads through lists by their indexes. */
function readThrough(value: Json | undefined, path: string[]): Json | undefined {
  let found = value;
  for (const name of path) {
    if (Array.isArray(found)) found = found[Number(name)];
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

/** True for the name of a header that holds a signature, of a known provider or by its form. */
export const isSignatureHeader = (name: string): boolean =>
  /signature|hmac|^x-(hub|trello)-/.test(name) ||
  mayHoldSignature(name) ||
  verifiers.some(({ header }) => header.test(name));
