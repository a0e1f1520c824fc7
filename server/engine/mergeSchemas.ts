import type { Json, JsonObject } from '../protocol/json';

/**
 * One schema for several that apply together: all properties, all required names, the narrower bounds, the enum values that
 * every one allows, and otherwise the first one's keywords. Not exact for two patterns or two `items` of one place: a
 * caller that needs exactness checks the result.
 */
export function mergeAll(schemas: JsonObject[]): JsonObject {
  return schemas.reduce((merged, schema) => mergeTwo(merged, schema), {});
}

const larger = new Set(['minimum', 'minLength', 'minItems', 'minProperties', 'exclusiveMinimum']);
const smaller = new Set(['maximum', 'maxLength', 'maxItems', 'maxProperties', 'exclusiveMaximum']);

function mergeTwo(one: JsonObject, other: JsonObject): JsonObject {
  const merged: JsonObject = { ...one };
  for (const [key, value] of Object.entries(other)) {
    merged[key] = Object.hasOwn(one, key) ? mergeKey(key, one[key]!, value) : value;
  }
  return merged;
}

function mergeKey(key: string, one: Json, other: Json): Json {
  if (key === 'properties' && isObject(one) && isObject(other)) return mergeProperties(one, other);
  if (key === 'required' && Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  if (key === 'enum' && Array.isArray(one) && Array.isArray(other)) {
    const texts = new Set(other.map((value) => JSON.stringify(value)));
    return one.filter((value) => texts.has(JSON.stringify(value)));
  }
  if (typeof one === 'number' && typeof other === 'number') {
    if (larger.has(key)) return Math.max(one, other);
    if (smaller.has(key)) return Math.min(one, other);
  }
  // Null is allowed where all allow it.
  if (key === 'x-nullable') return one === true && other === true;
  if (key === 'type' && one === 'number' && other === 'integer') return other;
  return one;
}

function mergeProperties(one: JsonObject, other: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const both = (name: string): Json =>
    !Object.hasOwn(one, name)
      ? other[name]!
      : Object.hasOwn(other, name)
        ? { allOf: [one[name]!, other[name]!] }
        : one[name]!;
  return Object.fromEntries(names.map((name) => [name, both(name)]));
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
