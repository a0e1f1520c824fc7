import published from '../../schemas/connectorSchema.json';
import { fragmentKeys } from '../protocol/pointer';
import { draft04, draft04Uri } from './draft04';

/** The keywords of JSON Schema that completion uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string;
  description?: string;
  title?: string;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema | JsonSchema[];
  required?: string[];
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
}

/** Scalar values of the other keys of an object, which decide between alternatives (`in: body`). */
export type Beside = ReadonlyMap<string, string | undefined>;

/** Microsoft's public schema, without its address. */
export const connectorSchema = published as unknown as JsonSchema;

/** All schemas for the value at a path from the root, each alternative separately. */
export function schemasAt(path: readonly (string | number)[]): JsonSchema[] {
  let at = alternatives(connectorSchema);
  for (const step of path) {
    at = at.flatMap((schema) => below(schema, step)).flatMap((schema) => alternatives(schema));
    if (at.length === 0) break;
  }
  return [...new Set(at)];
}

/** The keys of an object at a path with their schemas, from the alternatives that the object's other values allow. */
export function keysAt(path: readonly (string | number)[], beside: Beside): Map<string, JsonSchema[]> {
  const keys = new Map<string, JsonSchema[]>();
  for (const schema of schemasAt(path)) {
    if (!allows(schema, beside)) continue;
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      const same = keys.get(key);
      if (same) same.push(inner);
      else keys.set(key, [inner]);
    }
  }
  return keys;
}

/** The schemas for the value of a key. */
export function valuesAt(path: readonly (string | number)[], key: string, beside: Beside): JsonSchema[] {
  const others = new Map([...beside].filter(([name]) => name !== key));
  const found = schemasAt(path)
    .filter((schema) => allows(schema, others))
    .flatMap((schema) => below(schema, key));
  return [...new Set(found.flatMap((schema) => alternatives(schema)))];
}

function allows(schema: JsonSchema, beside: Beside): boolean {
  return Object.entries(schema.properties ?? {}).every(([key, inner]) => {
    const value = beside.get(key);
    return value === undefined || value === '' || !inner.enum || inner.enum.map(String).includes(value);
  });
}

function below(schema: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === 'number') {
    const { items } = schema;
    if (!items) return [];
    return Array.isArray(items) ? items.slice(step, step + 1) : [items];
  }
  const own = schema.properties;
  if (own && Object.hasOwn(own, step)) return [own[step]!];
  for (const [pattern, inner] of Object.entries(schema.patternProperties ?? {})) {
    if (new RegExp(pattern).test(step)) return [inner];
  }
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

/** A schema with its reference followed, and each of its alternatives. */
export function alternatives(schema: JsonSchema, depth = 0): JsonSchema[] {
  // References of the public schema are only a few levels deep; the limit is for circles.
  if (depth > 12) return [];
  if (schema.$ref !== undefined) {
    const target = resolve(schema.$ref);
    return target ? alternatives(target, depth + 1) : [];
  }
  const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...parts.flatMap((part) => alternatives(part, depth + 1))];
}

function resolve(reference: string): JsonSchema | undefined {
  const [document, fragment = ''] = reference.split('#');
  let at: unknown = document === '' ? connectorSchema : document === draft04Uri ? draft04 : undefined;
  for (const key of fragmentKeys(fragment)) at = (at as Record<string, unknown> | undefined)?.[key];
  return at as JsonSchema | undefined;
}
