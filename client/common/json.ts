/** JSON values by path. What is built here has no prototype, so that a key such as `__proto__` is only a key. */
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

/** Objects are merged name by name; anything else that is given replaces what is below it. Copies both. */
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

/** The value at a path of property names; the whole for an empty path. */
export function read(value: Json | undefined, path: string[]): Json | undefined {
  let found = value;
  for (const name of path) found = isObject(found) ? own(found, name) : undefined;
  return found;
}

/** The value with another one at a path; objects on the way are made. Changes `into` where it is one of ours. */
export function put(into: Json | undefined, path: string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const object = isObject(into) ? into : emptyObject();
  object[name] = put(own(object, name), rest, value);
  return object;
}

/** Without the value at a path, and without the objects on the way that have nothing else in them. */
export function removeEmpty(from: Json | undefined, path: string[]): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  if (!isObject(from)) return from;
  const left = removeEmpty(own(from, name), rest);
  if (left === undefined) delete from[name];
  else from[name] = left;
  return Object.keys(from).length === 0 ? undefined : from;
}

/** How a script's object names a property: `parameters.owner`, `parameters["Request body"].config`. */
export function parameterKey(path: string[]): string {
  return `parameters${path.map((name) => (/^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join('')}`;
}

/**
 * Parses JSON and keeps integers that a double cannot hold as strings: ids of deliveries are such. Undefined where it
 * does not parse.
 */
export function parseJson(text: string): Json | undefined {
  try {
    const parsed = JSON.parse(text);
    // Strings are told from numbers in JSON that parses: in other text each quotation mark could begin one without end.
    return /\d{16}/.test(text) ? JSON.parse(text.replace(jsonTokens, keptInteger)) : parsed;
  } catch {
    return undefined;
  }
}

const jsonTokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const keptInteger = (token: string): string => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token);
