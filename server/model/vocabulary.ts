import data from '../../schemas/vocabulary.json';
import type { Role } from './walk';

/** Facts about one `x-ms-*` key. */
export interface Extension {
  /** True when Microsoft Learn describes it for connectors. */
  documented: boolean;
  type?: 'string' | 'boolean' | 'object' | 'array';
  /** Roles of the objects in which it has effect; undefined where that is not known. */
  places?: Role[];
  /** The allowed values with their meanings. */
  values?: Record<string, string>;
  description: string;
  url?: string;
}

export const extensions = new Map(Object.entries(data.extensions as Record<string, Extension>));

/** Extensions whose misplacement has a rule of its own. */
export const misplacedElsewhere: ReadonlySet<string> = new Set([
  'x-ms-trigger',
  'x-ms-trigger-hint',
  'x-ms-trigger-metadata',
  'x-ms-notification-content',
  'x-ms-notification-url',
  'x-ms-url-encoding',
]);

/** True when an extension has effect in objects of a role, or is harmless and common there in published connectors. */
export function mayHaveExtension(key: string, role: Role): boolean {
  const places = extensions.get(key)?.places;
  if (!places || places.includes(role)) return true;
  if (key === 'x-ms-summary' && role === 'operation') return true;
  return (
    (key === 'x-ms-summary' || key === 'x-ms-visibility') && ['header', 'items', 'notificationContent'].includes(role)
  );
}

const swaggerKeys = new Map(
  Object.entries(data.swagger).map(([role, keys]) => [role, new Map<string, string>(Object.entries(keys))]),
);

/** Descriptions of Swagger's own keys in an object of a role, the most frequent first. */
export function swaggerKeysOf(role: Role): ReadonlyMap<string, string> {
  return swaggerKeys.get(sameKeys[role] ?? role) ?? new Map();
}

const sameKeys: Partial<Record<Role, Role>> = { bodyParameter: 'parameter', items: 'header' };

/** Descriptions of the keywords that limit a value. */
export const limitKeywords: ReadonlyMap<string, string> = swaggerKeys.get('limits')!;

/** The known key nearest to an unknown one, at most two edits away; upper and lower case count as the same. */
export function nearestExtension(key: string): string | undefined {
  if (!known.has(key)) {
    if (known.size > 1000) known.clear();
    const prefixed = key.replace(/^x-/i, 'x-ms-').toLowerCase();
    known.set(key, extensions.get(prefixed)?.documented ? prefixed : nearest(key, extensions.keys(), 2));
  }
  return known.get(key);
}

/** Results by key: the same unknown key tends to appear many times in a file. */
const known = new Map<string, string | undefined>();

/**
 * The word nearest to what is written, at most `limit` edits away. Upper and lower case count as the same, unless
 * `caseCounts`.
 */
export function nearest(
  written: string,
  words: Iterable<string>,
  limit: number,
  caseCounts = false,
): string | undefined {
  const asCompared = (text: string) => (caseCounts ? text : text.toLowerCase());
  const wanted = asCompared(written);
  let best: string | undefined;
  let distance = limit + 1;
  for (const word of words) {
    const d = editDistance(wanted, asCompared(word), distance - 1);
    if (d < distance) {
      distance = d;
      best = word;
    }
  }
  return best;
}

/** The {@link nearest} word, or the only one there is, however far. */
export const nearestOrOnly = (written: string, words: string[], limit: number): string | undefined =>
  nearest(written, words, limit) ?? (words.length === 1 ? words[0] : undefined);

/** Levenshtein's distance with neighbors swapped as one edit; `limit + 1` where it is larger than `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
