import type { Json, JsonObject } from '../../../server/protocol/json';
import { fragmentKeys } from '../../../server/protocol/pointer';
import { isObject } from '../../common/json';

/**
 * Returns the body with the callback URL at the path of its `x-ms-notification-url`. Missing objects and arrays are
 * created; in an array, the URL goes into each item, or into a first one.
 */
export function putCallback(body: Json | undefined, schema: JsonObject, path: string[], callbackUrl: string): Json {
  const root = schema;
  const place = (value: Json | undefined, at: JsonObject | undefined, steps: string[], depth: number): Json => {
    const here = at && resolveReference(root, at);
    // The depth limits an `items` that refers to itself.
    if (here && isArraySchema(here) && depth < 32) {
      const items = Array.isArray(value) && value.length > 0 ? value : [undefined];
      const itemSchema = isObject(here.items) ? here.items : undefined;
      return items.map((item) => place(item, itemSchema, steps, depth + 1));
    }
    const [name, ...rest] = steps;
    if (name === undefined) return callbackUrl;
    const object: JsonObject = isObject(value) ? value : Object.create(null);
    const held = Object.hasOwn(object, name) ? object[name] : undefined;
    object[name] = place(held, here && propertySchema(root, here, name, 0), rest, depth);
    return object;
  };
  return place(body, root, path, 0);
}

const isArraySchema = (schema: JsonObject) =>
  schema.type === 'array' || (schema.type === undefined && isObject(schema.items));

function propertySchema(root: JsonObject, schema: JsonObject, name: string, depth: number): JsonObject | undefined {
  const { properties, allOf } = schema;
  if (isObject(properties) && Object.hasOwn(properties, name)) {
    const found = properties[name];
    return isObject(found) ? found : undefined;
  }
  if (!Array.isArray(allOf) || depth > 8) return undefined;
  for (const part of allOf) {
    const found = isObject(part) && propertySchema(root, resolveReference(root, part), name, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** Follows `$ref` to `#/…` within the schema; a broken reference is returned as it is. */
function resolveReference(root: JsonObject, schema: JsonObject): JsonObject {
  let found = schema;
  for (let hops = 0; hops < 32 && typeof found.$ref === 'string' && found.$ref.startsWith('#/'); hops++) {
    let target: Json | undefined = root;
    for (const name of fragmentKeys(found.$ref)) {
      target = isObject(target) && Object.hasOwn(target, name) ? target[name] : undefined;
    }
    if (!isObject(target)) break;
    found = target;
  }
  return found;
}
