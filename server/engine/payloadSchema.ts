import Ajv, { type ValidateFunction } from 'ajv';
import type { Json, JsonObject } from '../protocol/json';
import type { PayloadProblem, PayloadReport } from '../protocol/payloads';
import { escapePointer } from '../protocol/pointer';

const mostProblems = 100;
const keptValidators = 50;
const validators = new Map<string, ValidateFunction | string>();

/** Checks a payload against a notification schema, which is partial: properties that it does not name are fine. */
export function checkAgainst(schema: JsonObject, payload: unknown): PayloadReport {
  const validate = validatorFor(schema);
  if (typeof validate === 'string') {
    return {
      conforms: null,
      problems: [{ pointer: '', message: `The notification schema cannot be used: ${validate}` }],
    };
  }
  if (validate(payload)) return { conforms: true, problems: [] };
  const problems: PayloadProblem[] = (validate.errors ?? []).slice(0, mostProblems).map((error) => ({
    pointer:
      error.keyword === 'required'
        ? `${error.instancePath}/${escapePointer(error.params.missingProperty)}`
        : error.instancePath,
    message: describe(error),
  }));
  return { conforms: false, problems };
}

/** A keyword of a schema that a payload violates. */
export interface Violation {
  keyword: string;
  /** Where the keyword stands in the schema: `['properties', 'name', 'pattern']`. */
  path: string[];
  /** JSON pointer of the value, and what is wrong with it; of the first one where several are. */
  pointer: string;
  message: string;
}

/** Beside types and required properties, which evidence tells about. */
export function violationsOf(schema: JsonObject, payload: unknown): Violation[] {
  const validate = validatorFor(schema);
  if (typeof validate === 'string' || validate(payload)) return [];
  return (validate.errors ?? []).flatMap((error): Violation[] => {
    const { keyword, parentSchema, instancePath: pointer } = error;
    if (keyword === 'type' || keyword === 'required') return [];
    // Paths in errors begin at whatever ajv compiled by itself; the object is the same one in all of the schema.
    const path = pathTo(validate.schema, parentSchema);
    return path ? [{ keyword, path: [...path, keyword], pointer, message: describe(error) }] : [];
  });
}

function pathTo(within: unknown, wanted: unknown): string[] | undefined {
  if (within === wanted) return [];
  if (within === null || typeof within !== 'object') return undefined;
  for (const [key, inner] of Object.entries(within)) {
    const path = pathTo(inner, wanted);
    if (path) return [key, ...path];
  }
  return undefined;
}

function describe(error: NonNullable<ValidateFunction['errors']>[number]): string {
  if (error.keyword === 'required') return 'is required and did not arrive';
  if (error.keyword === 'enum') return `must be one of ${JSON.stringify(error.params.allowedValues).slice(0, 200)}`;
  if (error.keyword === 'type')
    return `must be ${[error.params.type].flat().join(' or ')}, but ${found(error.data)} arrived`;
  return error.message ?? error.keyword;
}

function found(data: unknown): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'an array';
  return typeof data === 'object' ? 'an object' : `a ${typeof data}`;
}

function validatorFor(schema: JsonObject): ValidateFunction | string {
  const key = JSON.stringify(schema);
  const kept = validators.get(key);
  if (kept) return kept;
  let made: ValidateFunction | string;
  try {
    // Verbose gives the value that arrived; own properties only, since a payload may name `__proto__`.
    const ajv = new Ajv({
      strict: false,
      unicodeRegExp: false,
      allErrors: true,
      validateFormats: false,
      verbose: true,
      ownProperties: true,
      logger: false,
    });
    made = ajv.compile(normalise(schema) as JsonObject);
  } catch (error) {
    made = (error as Error).message;
  }
  if (validators.size >= keptValidators) validators.delete(validators.keys().next().value!);
  validators.set(key, made);
  return made;
}

const schemaMaps = new Set(['properties', 'definitions', 'patternProperties']);
const schemaLists = new Set(['allOf', 'anyOf', 'oneOf']);
const schemaValues = new Set(['items', 'additionalProperties', 'not']);

/**
 * A Swagger 2.0 schema as JSON Schema that ajv compiles: null where `x-nullable` allows it, draft-04's boolean bounds,
 * no `type: file`, no `required: true` of older drafts, and nothing that forbids properties it does not name.
 */
export function normalise(schema: Json): Json {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return schema !== false;
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref, ...pick(schema, 'definitions') };
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (schemaMaps.has(key)) {
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) result[key] = mapValues(value);
    } else if (schemaLists.has(key)) {
      if (Array.isArray(value) && value.length > 0) result[key] = value.map(normalise);
    } else if (schemaValues.has(key)) {
      if (key === 'additionalProperties' && value === false) continue;
      result[key] = Array.isArray(value) ? { anyOf: value.map(normalise) } : normalise(value);
    } else if (key === 'required') {
      if (Array.isArray(value) && value.length > 0)
        result[key] = [...new Set(value.filter((name) => typeof name === 'string'))];
    } else if (key === 'type') {
      if (value !== 'file') result[key] = value;
    } else if (key === 'exclusiveMaximum' || key === 'exclusiveMinimum') {
      if (typeof value === 'number') result[key] = value;
    } else if (
      key !== 'id' &&
      key !== '$schema' &&
      key !== 'nullable' &&
      key !== 'discriminator' &&
      key !== 'default'
    ) {
      result[key] = value;
    }
  }
  // Draft-04 says whether a bound itself is excluded, later drafts give the bound.
  if (schema.exclusiveMaximum === true && typeof schema.maximum === 'number') {
    result.exclusiveMaximum = schema.maximum;
    delete result.maximum;
  }
  if (schema.exclusiveMinimum === true && typeof schema.minimum === 'number') {
    result.exclusiveMinimum = schema.minimum;
    delete result.minimum;
  }
  if (Array.isArray(schema.enum)) result.enum = allowedValues(schema.enum, schema.type);
  if (schema['x-nullable'] === true || schema.nullable === true) {
    if (typeof result.type === 'string') result.type = [result.type, 'null'];
    if (Array.isArray(result.enum) && !result.enum.includes(null)) result.enum = [...result.enum, null];
  }
  return result;
}

/** Generators write `true` and `1` as text even where the type is boolean or integer: both are meant. */
function allowedValues(values: Json[], type: Json | undefined): Json[] {
  if (type !== 'boolean' && type !== 'integer' && type !== 'number') return values;
  const form = type === 'boolean' ? /^(true|false)$/ : /^-?\d+(\.\d+)?$/;
  const meant = values.flatMap((value) => (typeof value === 'string' && form.test(value) ? [JSON.parse(value)] : []));
  // ajv refuses a list that names a value twice.
  return [...new Set([...values, ...meant])];
}

function pick(schema: JsonObject, key: string): JsonObject {
  const value = schema[key];
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { [key]: mapValues(value) } : {};
}

function mapValues(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, normalise(value)]));
}
