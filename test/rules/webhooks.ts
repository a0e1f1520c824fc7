/** Finds webhook triggers in plain data, without the server's code, so that the tests do not share its mistakes. */

import type { Json, JsonObject } from '../../server/protocol/json';
import { fragmentKeys } from '../../server/protocol/pointer';

export type Path = (string | number)[];

/** The paths of the parts of one webhook trigger. */
export interface Webhook {
  pathKey: string;
  method: string;
  item: Path;
  operation: Path;
  content: Path;
  /** The body parameter, after following its `$ref`. */
  body: Path;
  /** The steps from the body's schema down to the callback: each schema, and the property in it. */
  chain: { holder: Path; name: string }[];
  /** The schema with `x-ms-notification-url`. */
  callback: Path;
}

export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function at(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isObject(value)) value = Object.hasOwn(value, step) ? value[step] : undefined;
    else return undefined;
  }
  return value;
}

export function objectAt(root: Json, path: Path): JsonObject {
  const value = at(root, path);
  if (!isObject(value)) throw new Error(`No object at ${path.join('/')}`);
  return value;
}

/** The target of a `$ref` at the path, or the path itself. */
export function follow(root: Json, path: Path): Path {
  let place = path;
  for (let steps = 0; steps < 20; steps++) {
    const value = at(root, place);
    const target = isObject(value) ? value.$ref : undefined;
    if (typeof target !== 'string') return place;
    place = fragmentKeys(target);
  }
  return place;
}

/** Finds every webhook trigger that has all its parts in the document. */
export function webhooksIn(root: JsonObject): Webhook[] {
  const found: Webhook[] = [];
  for (const [pathKey, item] of Object.entries(objectAt(root, ['paths']))) {
    if (!isObject(item)) continue;
    for (const method of methods) {
      const operation = item[method];
      if (!isObject(operation) || !('x-ms-trigger' in operation) || !isObject(item['x-ms-notification-content']))
        continue;
      const place = ['paths', pathKey, method];
      const callback = callbackOf(root, place);
      if (!callback) continue;
      const item_ = ['paths', pathKey];
      found.push({
        pathKey,
        method,
        item: item_,
        operation: place,
        content: [...item_, 'x-ms-notification-content'],
        ...callback,
      });
    }
  }
  return found;
}

function callbackOf(root: Json, operation: Path): Pick<Webhook, 'body' | 'chain' | 'callback'> | undefined {
  const parameters = at(root, [...operation, 'parameters']);
  if (!Array.isArray(parameters)) return undefined;
  for (const index of parameters.keys()) {
    const body = follow(root, [...operation, 'parameters', index]);
    if (at(root, [...body, 'in']) !== 'body') continue;
    const inner = search(root, [...body, 'schema'], []);
    if (inner) return { body, ...inner };
  }
  return undefined;
}

function search(root: Json, written: Path, chain: Webhook['chain']): Pick<Webhook, 'chain' | 'callback'> | undefined {
  const place = follow(root, written);
  const schema = at(root, place);
  if (!isObject(schema) || chain.length > 8) return undefined;
  if (schema['x-ms-notification-url'] === true) return { chain, callback: place };
  if (!isObject(schema.properties)) return undefined;
  for (const name of Object.keys(schema.properties)) {
    const found = search(root, [...place, 'properties', name], [...chain, { holder: place, name }]);
    if (found) return found;
  }
  return undefined;
}
