import Ajv, { type ValidateFunction } from 'ajv';
import { withArticle } from '../model/articles';
import type { Json, JsonObject } from '../protocol/json';
import type { PayloadProblem, PayloadReport } from '../protocol/payloads';
import { escapePointer } from '../protocol/pointer';
import { anyOf, say } from '../texts/say';

/** Maximum number of problems in one report. */
const maxProblems = 100;
/** Maximum number of compiled schemas kept. */
const maxValidators = 50;
const validators = new Map<string, ValidateFunction | string>();

/** Checks a payload against a notification schema, which is partial: properties that it does not name are fine. */
export function checkAgainst(schema: JsonObject, payload: unknown): PayloadReport {
  const report = checkKnownParts(schema, payload);
  return report.conforms && hasDynamicPart(schema) ? notKnown() : report;
}

/** As {@link checkAgainst}, where a part that only the service knows counts as any value. */
export function checkKnownParts(schema: JsonObject, payload: unknown): PayloadReport {
  const validate = validatorFor(schema);
  if (typeof validate === 'string') {
    return {
      conforms: null,
      problems: [{ pointer: '', message: say`The notification schema cannot be used: ${validate}` }],
    };
  }
  if (validate(payload)) return { conforms: true, problems: [] };
  const problems: PayloadProblem[] = (validate.errors ?? []).slice(0, maxProblems).map((error) => ({
    pointer:
      error.keyword === 'required'
        ? `${error.instancePath}/${escapePointer(error.params.missingProperty)}`
        : error.instancePath,
    message: describe(error),
  }));
  return { conforms: false, problems };
}

/** A part that only the service knows allows any value, so nobody can tell that the payload conforms. */
const notKnown = (): PayloadReport => ({
  conforms: null,
  problems: [
    { pointer: '', message: say('The schema, or a part of it, comes from the service and is not known here.') },
  ],
});

const dynamicKeys = ['x-ms-dynamic-schema', 'x-ms-dynamic-properties'];

const isDynamic = (schema: JsonObject): boolean => dynamicKeys.some((key) => Object.hasOwn(schema, key));

function hasDynamicPart(schema: JsonObject): boolean {
  const pending: unknown[] = [schema];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at === null || typeof at !== 'object') continue;
    if (isDynamic(at as JsonObject)) return true;
    for (const value of Object.values(at)) if (value !== null && typeof value === 'object') pending.push(value);
  }
  return false;
}

/** A keyword of a schema that a payload violates. */
export interface Violation {
  keyword: string;
  /** Keys from the schema's root to the keyword: `['properties', 'name', 'pattern']`. */
  path: string[];
  /** JSON pointer of the first value that violates it, and the message about it. */
  pointer: string;
  message: string;
}

/** Violations of keywords other than `type` and `required`, which evidence covers. */
export function violationsOf(schema: JsonObject, payload: unknown): Violation[] {
  const validate = validatorFor(schema);
  if (typeof validate === 'string' || validate(payload)) return [];
  return (validate.errors ?? []).flatMap((error): Violation[] => {
    const { keyword, parentSchema, instancePath: pointer } = error;
    if (keyword === 'type' || keyword === 'required') return [];
    // Paths in errors begin at the schema that ajv compiled separately; the keyword's object is found by identity instead.
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
  if (error.keyword === 'required') return say('is required and did not arrive');
  if (error.keyword === 'enum') return say`must be one of ${JSON.stringify(error.params.allowedValues).slice(0, 200)}`;
  if (error.keyword === 'type')
    return say`must be ${anyOf([error.params.type].flat().map(kindOf))}, but ${found(error.data)} arrived`;
  return limitText(error) ?? error.message ?? error.keyword;
}

/** The messages of ajv for the keywords that limit a value. */
function limitText({ keyword, params }: NonNullable<ValidateFunction['errors']>[number]): string | undefined {
  const { limit } = params;
  switch (keyword) {
    case 'format':
      return say`must match format "${params.format}"`;
    case 'pattern':
      return say`must match pattern "${params.pattern}"`;
    case 'minLength':
      return say`must NOT have fewer than ${limit} characters`;
    case 'maxLength':
      return say`must NOT have more than ${limit} characters`;
    case 'minItems':
      return say`must NOT have fewer than ${limit} items`;
    case 'maxItems':
      return say`must NOT have more than ${limit} items`;
    case 'minProperties':
      return say`must NOT have fewer than ${limit} properties`;
    case 'maxProperties':
      return say`must NOT have more than ${limit} properties`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return say`must be ${params.comparison} ${limit}`;
    case 'multipleOf':
      return say`must be multiple of ${params.multipleOf}`;
    case 'uniqueItems':
      return say`must NOT have duplicate items (items ## ${params.j} and ${params.i} are identical)`;
    case 'additionalProperties':
      return say('must NOT have additional properties');
    case 'oneOf':
      return say('must match exactly one schema in oneOf');
    case 'anyOf':
      return say('must match a schema in anyOf');
    case 'not':
      return say('must NOT be valid');
    default:
      return undefined;
  }
}

function found(data: unknown): string {
  return kindOf(data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data);
}

/** A type of JSON Schema in a sentence. */
const kindOf = (type: string): string => (type === 'null' ? type : withArticle(type));

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
    made = ajv.compile(normalize(schema) as JsonObject);
  } catch (error) {
    made = (error as Error).message;
  }
  if (validators.size >= maxValidators) validators.delete(validators.keys().next().value!);
  validators.set(key, made);
  return made;
}

/** What a keyword becomes; undefined drops it. */
type Translate = (value: Json) => Json | undefined;

const isMap = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const drop: Translate = () => undefined;
const schemaMap: Translate = (value) => (isMap(value) ? mapValues(value) : undefined);
const schemaList: Translate = (value) => (Array.isArray(value) && value.length > 0 ? value.map(normalize) : undefined);
const schemaValue: Translate = (value) => (Array.isArray(value) ? { anyOf: value.map(normalize) } : normalize(value));
const number: Translate = (value) => (typeof value === 'number' ? value : undefined);

/** The keywords that differ between Swagger 2.0 and what ajv compiles; all others stay as they are. */
const translations = new Map<string, Translate>([
  ['properties', schemaMap],
  ['definitions', schemaMap],
  ['patternProperties', schemaMap],
  ['allOf', schemaList],
  ['anyOf', schemaList],
  ['oneOf', schemaList],
  ['items', schemaValue],
  ['not', schemaValue],
  ['additionalProperties', (value) => (value === false ? undefined : schemaValue(value))],
  ['required', requiredNames],
  ['type', (value) => (value === 'file' ? undefined : value)],
  ['exclusiveMaximum', number],
  ['exclusiveMinimum', number],
  // A schema is a stranger's: this one would change the object's prototype.
  ['__proto__', drop],
  ['id', drop],
  ['$schema', drop],
  ['nullable', drop],
  ['discriminator', drop],
  ['default', drop],
]);

/**
 * A Swagger 2.0 schema as JSON Schema that ajv compiles: null where `x-nullable` allows it, draft-04's boolean bounds,
 * no `type: file`, no `required: true` of older drafts, and nothing that forbids properties it does not name.
 */
export function normalize(schema: Json): Json {
  if (!isMap(schema)) return schema !== false;
  // What is written beside it does not count until the service has said more.
  if (isDynamic(schema)) return {};
  if (typeof schema.$ref === 'string') {
    return { $ref: schema.$ref, ...(isMap(schema.definitions) && { definitions: mapValues(schema.definitions) }) };
  }
  const entries = Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
    const translate = translations.get(key);
    const translated = translate ? translate(value) : value;
    return translated === undefined ? [] : [[key, translated]];
  });
  const result: JsonObject = Object.fromEntries(entries);
  excludeBound(schema, result, 'maximum', 'exclusiveMaximum');
  excludeBound(schema, result, 'minimum', 'exclusiveMinimum');
  if (Array.isArray(schema.enum)) result.enum = allowedValues(schema.enum, schema.type);
  if (schema['x-nullable'] === true || schema.nullable === true) allowNull(result);
  return result;
}

function requiredNames(value: Json): Json | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return [...new Set(value.filter((name) => typeof name === 'string'))];
}

/** In draft-04 a boolean says whether the bound itself is excluded; later drafts give the excluded bound. */
function excludeBound(schema: JsonObject, result: JsonObject, bound: string, exclusive: string): void {
  const value = schema[bound];
  if (schema[exclusive] !== true || typeof value !== 'number') return;
  result[exclusive] = value;
  delete result[bound];
}

function allowNull(schema: JsonObject): void {
  if (typeof schema.type === 'string') schema.type = [schema.type, 'null'];
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
}

/** The values of an enum, and those meant by texts such as `"true"` and `"1"`, which generators write for booleans and numbers. */
function allowedValues(values: Json[], type: Json | undefined): Json[] {
  if (type !== 'boolean' && type !== 'integer' && type !== 'number') return values;
  const form = type === 'boolean' ? /^(true|false)$/ : /^-?\d+(\.\d+)?$/;
  const meant = values.flatMap((value) => (typeof value === 'string' && form.test(value) ? [JSON.parse(value)] : []));
  // ajv refuses a list that names a value twice.
  return [...new Set([...values, ...meant])];
}

function mapValues(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, normalize(value)]));
}
