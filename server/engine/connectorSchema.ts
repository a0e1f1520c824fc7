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
const connectorSchema = published as unknown as JsonSchema;

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

/** The schema of a value at a path with its references resolved, which makes circles; undefined where none is known. */
export function resolvedAt(path: readonly (string | number)[]): JsonSchema | undefined {
  const found = path.length === 0 ? [connectorSchema] : at(path);
  if (found.length === 0) return undefined;
  return found.length === 1 ? resolved(found[0]!) : { anyOf: found.map(resolved) };
}

/** The schemas at a path without their alternatives, which are parts of them. */
function at(path: readonly (string | number)[]): JsonSchema[] {
  const last = path.at(-1)!;
  return [...new Set(schemasAt(path.slice(0, -1)).flatMap((schema) => below(schema, last)))];
}

const resolvedSchemas = new Map<JsonSchema, JsonSchema>();

/** A copy in which each reference is replaced by its target. */
function resolved(schema: JsonSchema): JsonSchema {
  const known = resolvedSchemas.get(schema);
  if (known) return known;
  const target = schema.$ref === undefined ? schema : resolve(schema.$ref);
  if (target !== schema) return target ? resolved(target) : {};
  const copy: Record<string, unknown> = {};
  resolvedSchemas.set(schema, copy);
  for (const [key, value] of Object.entries(schema)) copy[key] = withResolved(key, value);
  return copy;
}

/** The keywords whose members are schemas by name. */
const bySchemaName = new Set(['properties', 'patternProperties']);

function withResolved(keyword: string, value: unknown): unknown {
  if (keyword === 'definitions' || keyword === 'defaultSnippets' || keyword === 'enum' || keyword === 'default')
    return keyword === 'definitions' ? undefined : value;
  if (Array.isArray(value)) return value.map((item) => (isSchema(item) ? resolved(item) : item));
  if (!isSchema(value)) return value;
  if (!bySchemaName.has(keyword)) return resolved(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSchema(inner) ? resolved(inner) : inner]),
  );
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
