/** What the data of a definition lost from one text to another, found without the server's own means. */
import type { Json, JsonObject } from '../../server/protocol/json';
import { at, isObject, type Path } from '../rules/webhooks';

interface Leaf {
  path: Path;
  value: string;
}

/** Texts, numbers and so on, and what is empty. */
function leavesOf(value: Json, path: Path = []): Leaf[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item, i) => leavesOf(item, [...path, i]));
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  return [{ path, value: JSON.stringify(value) }];
}

const isWithin = (path: Path, outer: Path): boolean => outer.every((step, i) => String(path[i]) === String(step));

/** By another scalar; or an empty object or list, by what was written into it. */
function isReplacedInPlace(old: Json, now: Json | undefined): boolean {
  if (now === undefined) return false;
  const isScalar = (value: Json): boolean => value === null || typeof value !== 'object';
  return isScalar(old) ? isScalar(now) : Array.isArray(old) === Array.isArray(now);
}

/**
 * The leaves of `before` that are nowhere in `after`, wherever they moved: but for those in what a finding names (`named`),
 * and those in whose place another scalar is.
 */
export function lossesOf(before: Json, after: Json, named: Path[]): string[] {
  const old = withoutItems(before, after, named);
  const items = named.map((path) => path.slice(0, -1)).filter((item) => isReplaced(old, after, item));
  // Of an object that is marked as a whole, such as an operation, nothing may go while it stays.
  const roots = [...named.filter((path) => !isObject(at(old, path)) || !isObject(at(after, path))), ...items];
  const isSame = ({ path, value }: Leaf, data: Json): boolean => JSON.stringify(at(data, path)) === value;
  const moved = new Map<string, number>();
  for (const leaf of leavesOf(after)) if (!isSame(leaf, old)) moved.set(leaf.value, (moved.get(leaf.value) ?? 0) + 1);
  return leavesOf(old)
    .filter((leaf) => !isSame(leaf, after) && !roots.some((root) => isWithin(leaf.path, root)))
    .filter(({ path }) => !isReplacedInPlace(at(old, path)!, at(after, path)))
    .filter(({ value }) => {
      const left = moved.get(value) ?? 0;
      moved.set(value, left - 1);
      return left <= 0;
    })
    .map(({ path, value }) => `${path.join('/')}: ${value}`);
}

/** The item of a list that a mark is on a member of, where a repair took it away as a whole: then those behind it move up. */
function withoutItems(before: Json, after: Json, named: Path[]): Json {
  const left = structuredClone(before);
  for (const path of named) {
    const list = at(left, path.slice(0, -2));
    const now = at(after, path.slice(0, -2));
    const isShorter = Array.isArray(list) && (!Array.isArray(now) || now.length < list.length);
    if (isShorter) list.splice(Number(path.at(-2)), 1);
  }
  return left;
}

/** A parameter that is sent elsewhere is another one. */
function isReplaced(before: Json, after: Json, item: Path): boolean {
  const [one, other] = [at(before, item), at(after, item)];
  return isObject(one) && isObject(other) && one.in !== other.in;
}

const parts = ['properties', 'items', 'additionalProperties', 'allOf', 'oneOf', 'anyOf', '$ref'];

function hasParts(schema: JsonObject): boolean {
  return parts.some((key) => {
    const value = schema[key];
    return typeof value === 'string'
      ? key === '$ref'
      : typeof value === 'object' && Object.keys(value ?? {}).length > 0;
  });
}

/** The schemas with parts, such as `properties`, that are of another type than before, and not of the one that has such parts. */
export function typesChanged(before: Json, after: Json, path: Path = []): string[] {
  if (Array.isArray(before)) {
    // Behind an item that is gone the others are elsewhere.
    if (!Array.isArray(after) || before.length !== after.length) return [];
    return before.flatMap((item, i) => typesChanged(item, after[i]!, [...path, i]));
  }
  if (!isObject(before) || !isObject(after)) return [];
  const isOther = hasParts(before) && hasOwnType(before) && before.type !== after.type;
  const right = 'properties' in before ? 'object' : 'items' in before ? 'array' : undefined;
  return [
    ...(isOther && after.type !== right ? [`${path.join('/')}: ${before.type} became ${after.type}`] : []),
    ...Object.entries(before).flatMap(([key, value]) =>
      key in after ? typesChanged(value, after[key]!, [...path, key]) : [],
    ),
  ];
}

/** A property may be called `type`. */
const hasOwnType = ({ type }: JsonObject): boolean => typeof type === 'string';

const methods = ['get', 'put', 'post', 'patch'];

/** The polling triggers whose response is described before, and not after: flows would get nothing of it any more. */
export function undescribed(before: Json, after: Json): string[] {
  const paths = at(before, ['paths']);
  if (!isObject(paths)) return [];
  return Object.entries(paths).flatMap(([path, item]) =>
    methods
      .map((method) => ['paths', path, method])
      .filter(
        (operation) =>
          isObject(item) && !item['x-ms-notification-content'] && at(before, [...operation, 'x-ms-trigger']),
      )
      .filter((operation) => readSchema(at(before, operation)) && !readSchema(at(after, operation)))
      .map((operation) => operation.join('/')),
  );
}

/** As the designer chooses it (Azure/LogicAppsUX, outputprocessor.ts, `_getResponse`). */
function readSchema(operation: Json | undefined): Json | undefined {
  const responses = at(operation ?? null, ['responses']);
  if (!isObject(responses)) return undefined;
  const [only, ...others] = Object.keys(responses).filter((status) => !status.startsWith('x-'));
  const isOnly = only !== undefined && others.length === 0 && /^(?:default|2\d\d)$/.test(only);
  const status = isOnly ? only : ['200', '201', 'default'].find((one) => one in responses);
  return status === undefined ? undefined : (at(responses, [status, 'schema']) ?? at(responses, [status, '$ref']));
}
