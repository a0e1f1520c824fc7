import type { Json, JsonObject } from '../protocol/json';
import type { ExamplePayload, PayloadProblem } from '../protocol/payloads';
import { escapePointer, fragmentKeys } from '../protocol/pointer';
import { exampleText } from './exampleText';
import { mergeAll } from './mergeSchemas';
import { checkKnownParts } from './payloadSchema';

/** Number of values after which only required properties are filled in: definitions that refer to each other multiply. */
const fewValues = 2_000;
const maxValues = 50_000;
const maxDepth = 40;
/** Maximum number of attempts to make a valid payload. */
const maxRounds = 100;

/**
 * A payload as a service might send it for a notification schema: the schema's examples, defaults and first allowed values
 * where it has them, otherwise values of the right form. Examples may contradict their schema, so the payload is checked
 * as a delivery would be, and values that do not conform are replaced. `problems` are those that remain.
 */
export function examplePayload(schema: JsonObject): ExamplePayload {
  const turns: Turns = new Map();
  let best: { value: Json; problems: PayloadProblem[] } | undefined;
  for (let round = 0; round < maxRounds; round++) {
    const made = createMaker(schema, turns);
    const value = made.value ?? {};
    const { conforms, problems } = checkKnownParts(schema, value);
    if (conforms !== false) return { value, problems };
    if (!best || problems.length < best.problems.length) best = { value, problems };
    if (!takeTurns(problems, made.choices, turns)) break;
  }
  return best!;
}

/** The index of the candidate used at a place of the payload, by JSON pointer. */
type Turns = Map<string, number>;

interface Made {
  value: Json | undefined;
  /** Number of candidates at a place, by JSON pointer. */
  choices: Map<string, number>;
}

/** Moves to the next candidate for each problem, at the nearest place from there up that has another one. */
function takeTurns(problems: PayloadProblem[], choices: Map<string, number>, turns: Turns): boolean {
  const turned = new Set<string>();
  for (const { pointer } of problems) {
    for (let at: string | undefined = pointer; at !== undefined; at = parentOf(at)) {
      const turn = turns.get(at) ?? 0;
      if (turned.has(at)) break;
      if (turn + 1 >= (choices.get(at) ?? 0)) continue;
      turns.set(at, turn + 1);
      turned.add(at);
      break;
    }
  }
  return turned.size > 0;
}

const parentOf = (pointer: string): string | undefined =>
  pointer === '' ? undefined : pointer.slice(0, pointer.lastIndexOf('/'));

interface Place {
  pointer: string;
  /** Name of the property, for a text that says what it is. */
  name: string;
  depth: number;
  /** Index in the array, from 0. */
  index: number;
  /** References that were followed from the root to here. */
  within: ReadonlySet<string>;
}

function createMaker(root: JsonObject, turns: Turns): Made {
  const choices = new Map<string, number>();
  let values = 0;

  /** A value for a place; undefined where no finite value exists. */
  const make = (written: Json | undefined, place: Place): Json | undefined => {
    const found = follow(root, written, place.within);
    if (!found || ++values > maxValues || place.depth > maxDepth) return undefined;
    const { schema } = found;
    const here = { ...place, within: found.within };
    const given = givenValues(schema);
    const shapes = shapesOf(root, schema);
    choices.set(place.pointer, given.length + shapes.length);
    const turn = turns.get(place.pointer) ?? 0;
    if (turn < given.length) return given[(turn + (schema.enum ? here.index : 0)) % given.length];
    const shape = shapes[Math.min(turn - given.length, shapes.length - 1)]!;
    return ofShape(shape, here) ?? (isNullable(schema) ? null : undefined);
  };

  const ofShape = (schema: JsonObject, place: Place): Json | undefined => {
    switch (typeOf(schema)) {
      case 'object':
        return objectOf(schema, place);
      case 'array':
        return arrayOf(schema, place);
      case 'boolean':
        return true;
      case 'integer':
      case 'number':
        return numberOf(schema, place.index);
      case 'null':
        return null;
      default:
        return exampleText(schema, place.name, place.index);
    }
  };

  const objectOf = (schema: JsonObject, place: Place): Json | undefined => {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required = new Set(strings(schema.required));
    const result: [string, Json][] = [];
    /** False where a required property cannot be made. */
    const add = (name: string, property: Json | undefined): boolean => {
      const value = make(property, propertyPlace(place, name));
      if (value !== undefined) result.push([name, value]);
      return value !== undefined || !required.has(name);
    };
    for (const [name, property] of Object.entries(properties)) {
      if (!required.has(name) && values > fewValues) continue;
      if (!add(name, property)) return undefined;
    }
    const others = isObject(schema.additionalProperties) ? schema.additionalProperties : {};
    for (const name of otherNames(schema, result)) if (!add(name, others)) return undefined;
    // Not by assignment: a property may be called __proto__.
    return Object.fromEntries(limited(result, schema.maxProperties, required));
  };

  const arrayOf = (schema: JsonObject, place: Place): Json | undefined => {
    const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
    const most = typeof schema.maxItems === 'number' ? schema.maxItems : 1;
    const items = Array.isArray(schema.items) ? schema.items[0] : schema.items;
    const result: Json[] = [];
    for (let index = 0; index < Math.min(Math.max(least, Math.min(most, 1)), 1000); index++) {
      const pointer = `${place.pointer}/${index}`;
      const value = make(items ?? {}, { ...place, pointer, depth: place.depth + 1, index });
      if (value === undefined) return least === 0 ? [] : undefined;
      result.push(value);
    }
    return result;
  };

  const value = make(root, { pointer: '', name: '', depth: 0, index: 0, within: new Set() });
  return { value, choices };
}

const propertyPlace = (place: Place, name: string): Place => ({
  ...place,
  pointer: `${place.pointer}/${escapePointer(name)}`,
  name,
  depth: place.depth + 1,
  index: 0,
});

/** Names for members that a schema asks for without describing them: required ones, and as many as it counts. */
function otherNames(schema: JsonObject, made: [string, Json][]): string[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const names = new Set(made.map(([name]) => name));
  const required = [...new Set(strings(schema.required))];
  const wanted = required.filter((name) => !names.has(name) && !Object.hasOwn(properties, name));
  const least = typeof schema.minProperties === 'number' ? schema.minProperties : 0;
  const isMap = isObject(schema.additionalProperties) && Object.keys(properties).length === 0;
  const missing = Math.min(Math.max(least, isMap ? 1 : 0) - made.length - wanted.length, 100);
  for (let extra = 1; extra <= missing; extra++) wanted.push(`property${extra}`);
  return wanted;
}

/** The required members first, where a schema allows fewer than there are. */
function limited(made: [string, Json][], limit: Json | undefined, required: Set<string>): [string, Json][] {
  return typeof limit === 'number' && made.length > limit ? made.toSorted(byNeed(required)).slice(0, limit) : made;
}

const byNeed =
  (required: Set<string>) =>
  ([a]: [string, Json], [b]: [string, Json]): number =>
    Number(required.has(b)) - Number(required.has(a));

/** The schema with its references followed and its `allOf` merged in; undefined inside of itself. */
function follow(
  root: JsonObject,
  written: Json | undefined,
  within: ReadonlySet<string>,
): { schema: JsonObject; within: ReadonlySet<string> } | undefined {
  const followed = new Set(within);
  const resolve = (one: Json | undefined): JsonObject | undefined => {
    if (!isObject(one)) return {};
    if (typeof one.$ref !== 'string') {
      if (!Array.isArray(one.allOf) || one.allOf.length === 0) return one;
      const parts = one.allOf.map(resolve);
      const { allOf: _, ...own } = one;
      return parts.includes(undefined) ? undefined : mergeAll([own, ...(parts as JsonObject[])]);
    }
    if (followed.has(one.$ref)) return undefined;
    followed.add(one.$ref);
    return resolve(target(root, one.$ref));
  };
  const schema = resolve(written);
  return schema && { schema, within: followed };
}

function target(root: JsonObject, reference: string): Json | undefined {
  let found: Json | undefined = root;
  for (const name of fragmentKeys(reference)) {
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

/** The values that the schema gives, best first, and each of them in the schema's type. */
function givenValues(schema: JsonObject): Json[] {
  const examples = [schema.example, schema['x-example'], ...(Array.isArray(schema.examples) ? schema.examples : [])];
  const listed = Array.isArray(schema.enum) ? schema.enum : [];
  const offered = [schema.const, ...examples, schema.default].filter((value) => value !== undefined);
  const first = offered.filter((value) => value !== null && value !== '');
  // Allowed values are better examples than null or an empty text.
  const all = [...first, ...listed, ...offered];
  return [...new Set(all.flatMap((value) => [asType(value, typeOf(schema)), value]))].filter(
    (value) => value !== undefined,
  );
}

/** The value in another type: generators write examples of every type as text, and texts as numbers. */
function asType(value: Json, type: string | undefined): Json | undefined {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  if (typeof value !== 'string' || type === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The schema, or one for each of its alternatives. */
function shapesOf(root: JsonObject, schema: JsonObject): JsonObject[] {
  const { oneOf, anyOf, ...own } = schema;
  const alternatives = [oneOf, anyOf].find((list) => Array.isArray(list) && list.length > 0);
  if (!Array.isArray(alternatives)) return [schema];
  return alternatives.flatMap((one) => {
    const found = follow(root, one, new Set());
    return found ? [mergeAll([own, found.schema])] : [];
  });
}

function typeOf(schema: JsonObject): string | undefined {
  const { type } = schema;
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return strings(type).find((one) => one !== 'null') ?? 'null';
  if (isObject(schema.properties) || isObject(schema.additionalProperties) || schema.required) return 'object';
  if (schema.items) return 'array';
  if (['minimum', 'maximum', 'multipleOf'].some((key) => typeof schema[key] === 'number')) return 'number';
  return undefined;
}

const isNullable = (schema: JsonObject) =>
  schema['x-nullable'] === true ||
  schema.nullable === true ||
  (Array.isArray(schema.type) && schema.type.includes('null'));

function numberOf(schema: JsonObject, index: number): number {
  const step = typeof schema.multipleOf === 'number' && schema.multipleOf > 0 ? schema.multipleOf : undefined;
  const isInteger = typeOf(schema) === 'integer';
  const grain = step ?? (isInteger ? 1 : 0.5);
  const bound = (key: string, excluded: string): number | undefined => {
    const value = schema[key];
    const other = schema[excluded];
    if (typeof other === 'number') return other + (key === 'minimum' ? grain : -grain);
    if (typeof value !== 'number') return undefined;
    return other === true ? value + (key === 'minimum' ? grain : -grain) : value;
  };
  const least = bound('minimum', 'exclusiveMinimum');
  const most = bound('maximum', 'exclusiveMaximum');
  let value = isInteger ? 1 : 1.5;
  if (least !== undefined && value < least) value = least;
  if (most !== undefined && value > most) value = most;
  if (step !== undefined) value = Math.ceil(value / step) * step;
  else if (isInteger) value = Math.ceil(value);
  if (most !== undefined && value > most && least === undefined) value = Math.floor(most / grain) * grain;
  // Between narrow bounds there may be no multiple: the middle is taken.
  if (most !== undefined && least !== undefined && value > most) value = (least + most) / 2;
  const next = value + index * grain;
  return most === undefined || next <= most ? next : value;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const strings = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
