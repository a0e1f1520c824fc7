import type { IncomingHttpHeaders } from 'node:http';
import { isSecretHeader } from '../common/headers';
import { mask } from '../common/redact';
import { mayHoldSignature } from './signatures/detectHmac';
import { verifiers } from './signatures/verifiers';

/** Names in lower case, as Node has them; a header that came several times is joined as HTTP allows. */
export function flattenHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(flat);
}

/**
 * As they are stored and shown: without credentials, whatever their header is called, and without the callback's token
 * (some proxies repeat the URL).
 * @param redact masks the secrets that are known
 */
export function redactHeaders(
  headers: Record<string, string>,
  token: string,
  redact: (text: string) => string = (text) => text,
): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    isSecretHeader(name) ? mask : redact(value.replaceAll(token, mask)),
  ]);
  return Object.fromEntries(shown);
}

/** Where providers say what happened. */
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

/** As most others call theirs: `linear-event`, `x-contentful-topic`, `sentry-hook-resource`. */
const likeEvent = /(^|-)(event|topic|hook-resource)(-(type|name|key))?$/;

/** The header of a request (lower-case names) that says what happened; undefined where none does. */
export const findEventHeader = (headers: Record<string, string>): string | undefined =>
  eventHeaders.find((name) => headers[name]) ??
  Object.keys(headers).find((name) => likeEvent.test(name) && headers[name]);

export function eventName(headers: Record<string, string>): string | null {
  const name = findEventHeader(headers);
  return name === undefined ? null : headers[name]!.slice(0, 200);
}

/** Whether a header signs: of a provider that is verified, or by its name. */
export const isSignatureHeader = (name: string): boolean =>
  /signature|hmac|^x-(hub|trello)-/.test(name) ||
  mayHoldSignature(name) ||
  verifiers.some(({ header }) => header.test(name));
