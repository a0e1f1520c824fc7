import { type Format, formats, hasFormat } from './formats';

/**
 * The values seen at one place of some payloads. Its size depends on the shape, not on the payloads; it can be sent to other
 * threads (plain data and maps), and two pieces of evidence for the same place can be combined.
 */
export interface Evidence {
  /** Number of values seen here, of any kind. */
  seen: number;
  nulls: number;
  booleans: number;
  integers: number;
  fractions: number;
  strings: number;
  /** Formats of all strings that are not empty; undefined where there were no such strings. */
  formats: Format[] | undefined;
  /** The distinct strings, numbers and booleans; undefined where they were too many or too long. */
  values: (string | number | boolean)[] | undefined;
  arrays: number;
  /** Evidence of all items of all arrays; undefined where they were not examined. */
  items: Evidence | undefined;
  objects: number;
  /** By key. A member was in every object where its `seen` equals `objects`. */
  members: Map<string, Evidence>;
  /** True when there were more members than are kept: nothing is known of those that are missing. */
  cut: boolean;
}

/** The kinds of JSON values that schemas distinguish, apart from null. */
export type Kind = 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** Maximum depth: of deeper values only the kind is kept. */
const maxDepth = 64;

/** Maximum number of places: an object with a key for each customer must not become a schema of a million properties. */
export const maxPlaces = 20_000;

/** Maximum number of distinct values kept at one place. */
const maxValues = 24;
/** Maximum length of a kept string in characters. */
const maxValueLength = 100;

export interface Budget {
  places: number;
}

export function noEvidence(): Evidence {
  return {
    seen: 0,
    nulls: 0,
    booleans: 0,
    integers: 0,
    fractions: 0,
    strings: 0,
    formats: undefined,
    values: [],
    arrays: 0,
    items: undefined,
    objects: 0,
    members: new Map(),
    cut: false,
  };
}

/** The combined evidence of several payloads. */
export function evidenceOf(payloads: Iterable<unknown>): Evidence {
  const evidence = noEvidence();
  const budget: Budget = { places: maxPlaces };
  for (const payload of payloads) observe(evidence, payload, budget);
  return evidence;
}

/** Adds a value, as `JSON.parse` returns it, to the evidence. */
export function observe(evidence: Evidence, value: unknown, budget: Budget, depth = 0): void {
  evidence.seen++;
  if (value === null || value === undefined) evidence.nulls++;
  else if (typeof value === 'boolean') {
    evidence.booleans++;
    remember(evidence, value);
  } else if (typeof value === 'number') {
    if (Number.isInteger(value)) evidence.integers++;
    else evidence.fractions++;
    remember(evidence, value);
  } else if (typeof value === 'string') observeString(evidence, value);
  else if (Array.isArray(value)) {
    evidence.arrays++;
    if (depth >= maxDepth) return;
    evidence.items ??= noEvidence();
    for (const item of value) observe(evidence.items, item, budget, depth + 1);
  } else observeObject(evidence, value, budget, depth);
}

function observeObject(evidence: Evidence, value: object, budget: Budget, depth: number): void {
  evidence.objects++;
  if (depth >= maxDepth) {
    evidence.cut = true;
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    let member = evidence.members.get(key);
    if (!member) {
      if (--budget.places < 0) {
        evidence.cut = true;
        continue;
      }
      member = noEvidence();
      evidence.members.set(key, member);
    }
    observe(member, inner, budget, depth + 1);
  }
}

function observeString(evidence: Evidence, value: string): void {
  evidence.strings++;
  if (value !== '') evidence.formats = (evidence.formats ?? formats).filter((format) => hasFormat(value, format));
  if (value.length > maxValueLength) evidence.values = undefined;
  else remember(evidence, value);
}

function remember(evidence: Evidence, value: string | number | boolean): void {
  const { values } = evidence;
  if (!values || values.includes(value)) return;
  if (values.length >= maxValues) evidence.values = undefined;
  else values.push(value);
}

/** The evidence of two pieces together; neither is changed. */
export function combine(a: Evidence, b: Evidence): Evidence {
  const members = new Map(a.members);
  for (const [key, member] of b.members) {
    const own = members.get(key);
    members.set(key, own ? combine(own, member) : member);
  }
  const values = a.values && b.values && [...new Set([...a.values, ...b.values])];
  return {
    seen: a.seen + b.seen,
    nulls: a.nulls + b.nulls,
    booleans: a.booleans + b.booleans,
    integers: a.integers + b.integers,
    fractions: a.fractions + b.fractions,
    strings: a.strings + b.strings,
    formats:
      a.formats && b.formats ? a.formats.filter((format) => b.formats!.includes(format)) : (a.formats ?? b.formats),
    values: values && values.length <= maxValues ? values : undefined,
    arrays: a.arrays + b.arrays,
    items: a.items && b.items ? combine(a.items, b.items) : (a.items ?? b.items),
    objects: a.objects + b.objects,
    members,
    cut: a.cut || b.cut,
  };
}

/** The kinds that were seen, apart from null; integers among fractions count as `number`. */
export function kindsOf(evidence: Evidence): Kind[] {
  const kinds: Kind[] = [];
  if (evidence.booleans > 0) kinds.push('boolean');
  if (evidence.fractions > 0) kinds.push('number');
  else if (evidence.integers > 0) kinds.push('integer');
  if (evidence.strings > 0) kinds.push('string');
  if (evidence.arrays > 0) kinds.push('array');
  if (evidence.objects > 0) kinds.push('object');
  return kinds;
}
