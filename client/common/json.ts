/** JSON values by path. Objects that are built here have no prototype, so that a key such as `__proto__` is harmless. */
import type { Json, JsonObject } from '../../server/protocol/json';

export type { Json, JsonObject };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const emptyObject = (): JsonObject => Object.create(null);

/** A copy that shares nothing with the original. */
export function copy(value: Json): Json {
  if (Array.isArray(value)) return value.map(copy);
  if (!isObject(value)) return value;
  const object = emptyObject();
  for (const [name, child] of Object.entries(value)) object[name] = copy(child);
  return object;
}

/** Merges objects property by property; any other value replaces the one below it. Returns a copy. */
export function mergeOver(below: Json | undefined, given: Json | undefined): Json | undefined {
  if (given === undefined) return below === undefined ? undefined : copy(below);
  if (!isObject(below) || !isObject(given)) return copy(given);
  const merged = copy(below) as JsonObject;
  for (const [name, child] of Object.entries(given)) {
    const value = mergeOver(own(below, name), child);
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

const own = (value: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** The value at a path of property names; the whole value for an empty path. */
export function read(value: Json | undefined, path: string[]): Json | undefined {
  let found = value;
  for (const name of path) found = isObject(found) ? own(found, name) : undefined;
  return found;
}

/** Puts a value at a path, creates the objects on the way, and returns the result. May change `into`. */
export function put(into: Json | undefined, path: string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const object = isObject(into) ? into : emptyObject();
  object[name] = put(own(object, name), rest, value);
  return object;
}

/** Removes the value at a path, and the objects on the way that become empty. */
export function removeEmpty(from: Json | undefined, path: string[]): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  if (!isObject(from)) return from;
  const left = removeEmpty(own(from, name), rest);
  if (left === undefined) delete from[name];
  else from[name] = left;
  return Object.keys(from).length === 0 ? undefined : from;
}

/** The name of a value in a prompt or a message, such as `owner`, or `config.url` in the body. */
export const valueName = (path: string[]): string => (path.length > 1 ? path.slice(1) : path).join('.');

/** The expression for a property in a script: `parameters.owner`, `parameters["Request body"].config`. */
export function parameterKey(path: string[]): string {
  return `parameters${path.map((name) => (/^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join('')}`;
}

/**
 * Parses JSON, with integers that a double cannot hold, such as ids of deliveries, as strings. Undefined where the text
 * is not JSON.
 */
export function parseJson(text: string): Json | undefined {
  try {
    const parsed = JSON.parse(text);
    // Replaced only in valid JSON: in other text, each quotation mark could begin a string without an end.
    return /\d{16}/.test(text) ? JSON.parse(text.replace(jsonTokens, keptInteger)) : parsed;
  } catch {
    return undefined;
  }
}

const jsonTokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const keptInteger = (token: string): string => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token);
