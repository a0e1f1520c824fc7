/** Finds out when a new webhook expires, from the response to its create call. */
import type { Json } from '../../../../server/protocol/json';
import { webhookNouns, webhookObjects, withoutPunctuation } from './remoteId';

/**
 * `expirationDateTime` (Microsoft Graph, SharePoint), `expiration` in milliseconds (Google), `expirationTime` (Airtable,
 * RingCentral), `expireTime` (Google Workspace), `channel_expiry` (Zoho): without hyphens and underscores. What expires
 * by another name, such as a token, is not the webhook.
 */
const isEnd = new RegExp(
  `^(${webhookNouns}|channel)?(expir(es?|y|ation)|validuntil)(at|on|date|time|datetime|utc|timestamp)?$`,
  'i',
);
/** Matches names whose value is a number of seconds from now. */
const isRest = new RegExp(`^(${webhookNouns}|channel)?(expires?in|leaseseconds)$`, 'i');

const tenYearsMs = 10 * 365 * 86_400_000;

/** Returns undefined when no member says so, or the time is not within the next ten years. */
export function expiryIn(body: Json | undefined, now = Date.now()): Date | undefined {
  if (body === undefined) return undefined;
  for (const [name, value] of webhookObjects(body)
    .flat()
    .flatMap(Object.entries<Json>)) {
    const called = withoutPunctuation(name);
    const at = isEnd.test(called) ? momentOf(value) : isRest.test(called) ? now + secondsIn(value) * 1000 : Number.NaN;
    if (at > now && at < now + tenYearsMs) return new Date(at);
  }
  return undefined;
}

const secondsIn = (value: Json) =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;

/** Returns milliseconds since the epoch, for a date or a number of seconds or milliseconds. */
function momentOf(value: Json): number {
  if (typeof value !== 'number' && typeof value !== 'string') return Number.NaN;
  const count = value === '' ? Number.NaN : Number(value);
  if (Number.isNaN(count)) return Date.parse(String(value));
  return count < 1e11 ? count * 1000 : count;
}
