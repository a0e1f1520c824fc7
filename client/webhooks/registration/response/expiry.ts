/** When a new webhook ends by itself, as the answer to its create call says. */
import type { Json } from '../../../../server/protocol/json';
import { bare, levelsOf, things } from './remoteId';

/**
 * `expirationDateTime` (Microsoft Graph, SharePoint), `expiration` in milliseconds (Google), `expirationTime` (Airtable,
 * RingCentral), `expireTime` (Google Workspace), `channel_expiry` (Zoho): without hyphens and underscores. What expires
 * by another name, such as a token, is not the webhook.
 */
const isEnd = new RegExp(
  `^(${things}|channel)?(expir(es?|y|ation)|validuntil)(at|on|date|time|datetime|utc|timestamp)?$`,
  'i',
);
/** In how many seconds. */
const isRest = new RegExp(`^(${things}|channel)?(expires?in|leaseseconds)$`, 'i');

const tenYearsMs = 10 * 365 * 86_400_000;

/** Undefined where nothing says so, or what says so is not in the years to come. */
export function expiryIn(body: Json | undefined, now = Date.now()): Date | undefined {
  if (body === undefined) return undefined;
  for (const [name, value] of levelsOf(body)
    .flat()
    .flatMap(Object.entries<Json>)) {
    const called = bare(name);
    const at = isEnd.test(called) ? momentOf(value) : isRest.test(called) ? now + secondsIn(value) * 1000 : Number.NaN;
    if (at > now && at < now + tenYearsMs) return new Date(at);
  }
  return undefined;
}

const secondsIn = (value: Json) =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;

/** Milliseconds since the epoch: of a date, or of a count of seconds or milliseconds. */
function momentOf(value: Json): number {
  if (typeof value !== 'number' && typeof value !== 'string') return Number.NaN;
  const count = value === '' ? Number.NaN : Number(value);
  if (Number.isNaN(count)) return Date.parse(String(value));
  return count < 1e11 ? count * 1000 : count;
}
