/**
 * Schemas that a service returns, for `x-ms-dynamic-schema` and `x-ms-dynamic-properties`. Pure. What comes from a service
 * is bounded: a schema is kept in the ledger with its webhook.
 */

import type { Json, JsonObject } from '../../../../server/protocol/json';
import { fragmentKeys } from '../../../../server/protocol/pointer';
import type { DynamicSchema } from '../../../../server/protocol/triggers';
import { isObject } from '../../../common/json';
import { t } from '../../../common/translate';

/** Maximum size of a complete schema as JSON, in characters. */
const maxLength = 256 * 1024;
/** Maximum number of objects and arrays around a value. */
const maxDepth = 100;
/** Maximum number of values that are copied: references into each other multiply. */
const maxValues = 100_000;

/**
 * Returns the schema at a path of a response, self-contained: its references, which may lead anywhere in the response,
 * lead into its own `definitions`. Undefined where there is none. Throws for one that is too large or too deep.
 *
 * Names count whatever their case, and without a path the response may be the `properties` alone, both as in the Logic Apps
 * designer (Azure/LogicAppsUX, `getLegacyDynamicSchema`).
 */
export function schemaIn(response: Json | undefined, path: string[]): JsonObject | undefined {
  const found = readAt(response, path);
  // The object around `properties` also says which of them are required.
  const around = path.at(-1)?.toLowerCase() === 'properties' ? readAt(response, path.slice(0, -1)) : undefined;
  const schema = isSchema(around) ? around : asSchema(found);
  return schema && bundled(schema, response);
}

function readAt(value: Json | undefined, path: string[]): Json | undefined {
  let found = value;
  for (const name of path) found = member(found, name);
  return found;
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return /^\d{1,6}$/.test(name) ? value[Number(name)] : undefined;
  if (!isObject(value)) return undefined;
  const key = Object.hasOwn(value, name)
    ? name
    : Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : value[key];
}

const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null', 'file']);

/** True for an object that can only be a schema: a property may have the name of a keyword, but then it is an object. */
function isSchema(value: Json | undefined): value is JsonObject {
  if (!isObject(value)) return false;
  const { type, properties, $ref, allOf, items } = value;
  if (typeof type === 'string') return types.has(type);
  if (Array.isArray(type)) return type.every((one) => typeof one === 'string' && types.has(one));
  if (typeof $ref === 'string' || Array.isArray(allOf)) return true;
  return type === undefined && (isMapOfObjects(properties) || isSchema(items));
}

const isMapOfObjects = (value: Json | undefined): value is JsonObject =>
  isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isObject);

function asSchema(value: Json | undefined): JsonObject | undefined {
  if (isSchema(value)) return value;
  return isMapOfObjects(value) ? { type: 'object', properties: value } : undefined;
}

/** Copies a schema; each target of a reference once, so that references to each other end. */
function bundled(schema: JsonObject, response: Json | undefined): JsonObject {
  const names = new Map<Json, string>();
  const pending: [name: string, target: Json][] = [];

  /** Returns the value a reference leads to, over other references; undefined for a circle, or for none. */
  const targetOf = (reference: string): Json | undefined => {
    const followed = new Set<string>();
    for (let next = reference; ; ) {
      if (!next.startsWith('#') || followed.has(next)) return undefined;
      followed.add(next);
      const keys = fragmentKeys(next);
      const target = ownAt(schema, keys) ?? ownAt(response, keys);
      if (!isObject(target) || typeof target.$ref !== 'string') return target;
      next = target.$ref;
    }
  };

  const reference = (written: string): JsonObject => {
    const target = targetOf(written);
    if (!isObject(target)) return {};
    let name = names.get(target);
    if (name === undefined) {
      name = `${names.size + 1}`;
      names.set(target, name);
      pending.push([name, target]);
    }
    return { $ref: `#/definitions/${name}` };
  };

  let values = 0;
  const copied = (value: Json, depth: number): Json => {
    if (++values > maxValues) throw new Error(t('The schema in the response is too large to store.'));
    if (value === null || typeof value !== 'object') return value;
    if (depth > maxDepth) throw new Error(t('The schema in the response is too deep.'));
    if (Array.isArray(value)) return value.map((one) => copied(one, depth + 1));
    if (typeof value.$ref === 'string') return reference(value.$ref);
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copied(child, depth + 1)]));
  };

  const { definitions: _, ...own } = schema;
  const result = copied(own, 0) as JsonObject;
  const definitions: JsonObject = {};
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [name, target] = next;
    const { definitions: _, ...rest } = target as JsonObject;
    definitions[name] = copied(rest, 0);
  }
  return names.size > 0 ? { ...result, definitions } : result;
}

function ownAt(value: Json | undefined, keys: string[]): Json | undefined {
  let found = value;
  for (const key of keys) {
    const isThere = typeof found === 'object' && found !== null && Object.hasOwn(found, key);
    found = isThere ? (found as JsonObject)[key] : undefined;
  }
  return found;
}

/**
 * Returns a schema with the parts that a service gave in their places, self-contained.
 *
 * @param base the schema of the definition
 * @throws where the result is too large to be kept
 */
export function completeSchema(base: JsonObject, parts: { at: DynamicSchema['at']; schema: JsonObject }[]): JsonObject {
  const result = { root: structuredClone(base) as Json };
  const moved: JsonObject = {};
  for (const [index, { at, schema }] of parts.entries()) {
    const { definitions = {}, ...part } = renamed(schema, `service${index + 1}-`);
    Object.assign(moved, definitions);
    replace(result, ['root', ...at], part);
  }
  const root = result.root as JsonObject;
  const isWhole = parts.some(({ at }) => at.length === 0);
  const kept = isWhole ? {} : ((root.definitions as JsonObject | undefined) ?? {});
  const definitions = { ...kept, ...moved };
  const complete = Object.keys(definitions).length > 0 ? { ...root, definitions } : root;
  const { length } = JSON.stringify(complete);
  if (length > maxLength)
    throw new Error(
      t('The schema has {0} KB, but at most {1} KB are stored.', Math.ceil(length / 1024), maxLength / 1024),
    );
  return complete;
}

/** Gives the definitions of a {@link bundled} schema names of their own. */
function renamed(schema: JsonObject, prefix: string): JsonObject {
  const rename = (value: Json): Json => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value.$ref === 'string')
      return { $ref: value.$ref.replace('#/definitions/', `#/definitions/${prefix}`) };
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, rename(child)]));
  };
  const { definitions = {}, ...own } = schema;
  const renamedOnes = Object.entries(definitions as JsonObject).map(([name, one]) => [prefix + name, rename(one)]);
  return { ...(rename(own) as JsonObject), definitions: Object.fromEntries(renamedOnes) };
}

function replace(holder: JsonObject, at: DynamicSchema['at'], value: JsonObject): void {
  const last = at.at(-1)!;
  let found: Json | undefined = holder;
  for (const key of at.slice(0, -1)) found = (found as JsonObject | undefined)?.[key];
  if (typeof found === 'object' && found !== null) (found as JsonObject)[last] = value;
}
