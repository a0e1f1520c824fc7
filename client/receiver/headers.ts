import type { IncomingHttpHeaders } from 'node:http';
import { mask } from '../common/redact';
import { holdsSecret } from './secretNames';
import { mayHoldSignature } from './signatures/detectHmac';
import { verifiers } from './signatures/verifiers';

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

/** Names of the headers in which providers send the name of the event. */
const eventHeaders = [
  'x-github-event',
  'x-gitlab-event',
  'x-gitea-event',
  'x-event-key',
  'ce-type',
  'x-shopify-topic',
  'x-wc-webhook-topic',
  'twitch-eventsub-subscription-type',
  'x-event-type',
  'x-event-name',
  'x-webhook-event',
];

/** Other usual names: `linear-event`, `x-contentful-topic`, `sentry-hook-resource`. */
const eventHeaderPattern = /(^|-)(event|topic|hook-resource)(-(type|name|key))?$/;

/** The name of the header (lower-case names) that holds the event's name; undefined where there is none. */
export const findEventHeader = (headers: Record<string, string>): string | undefined =>
  eventHeaders.find((name) => headers[name]) ??
  Object.keys(headers).find((name) => eventHeaderPattern.test(name) && headers[name]);

/** The name of the event, cut to 200 characters; null where no header holds it. */
export function eventName(headers: Record<string, string>): string | null {
  const name = findEventHeader(headers);
  return name === undefined ? null : headers[name]!.slice(0, 200);
}

/** True for the name of a header that holds a signature, of a known provider or by its form. */
export const isSignatureHeader = (name: string): boolean =>
  /signature|hmac|^x-(hub|trello)-/.test(name) ||
  mayHoldSignature(name) ||
  verifiers.some(({ header }) => header.test(name));
