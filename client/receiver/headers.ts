import type { IncomingHttpHeaders } from 'node:http';
import { mask } from '../webhooks/redact';
import { verifiers } from './verifiers';

/** Carry credentials as they are; a signature does not give its key away. */
const secretHeaders =
  /^(authorization|proxy-authorization|cookie|x-hook-secret|x-gitlab-token|(x-)?api-?key|x-(auth|access)-token|ocp-apim-subscription-key)$/;

/** Names in lower case, as Node has them; a header that came several times is joined as HTTP allows. */
export function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(flat);
}

/** As they are stored and shown: without credentials, and without the callback's token (some proxies repeat the URL). */
export function shownHeaders(headers: Record<string, string>, token: string): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    secretHeaders.test(name) ? mask : value.replaceAll(token, mask),
  ]);
  return Object.fromEntries(shown);
}

/** Where providers say what happened. */
export const eventHeaders = [
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

export function eventName(headers: Record<string, string>): string | null {
  for (const name of eventHeaders) if (headers[name]) return headers[name].slice(0, 200);
  return null;
}

/** Whether a header signs: of a provider that is verified, or by its name. */
export const isSignatureHeader = (name: string): boolean =>
  /signature|hmac|^x-(hub|trello)-/.test(name) || verifiers.some(({ header }) => header.test(name));
