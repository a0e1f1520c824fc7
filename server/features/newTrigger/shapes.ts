import { evidenceOf } from '../../model/inference/evidence';
import { schemaOf } from '../../model/inference/schema';
import { titleOf, wordsOf } from '../../model/inference/titles';
import type { Json, JsonObject } from '../../protocol/json';
import type { SampleValue } from '../../protocol/newTrigger';
import { escapePointer } from '../../protocol/pointer';

/**
 * The schema of a sample. It requires nothing: one sample cannot show that a member always comes, and the schema would
 * reject deliveries without it.
 */
function inferred(sample: Json): JsonObject {
  return withoutRequired(schemaOf(evidenceOf([sample]))) as JsonObject;
}

function withoutRequired(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const { required: _, properties, items, ...rest } = schema;
  return {
    ...rest,
    ...(isObject(properties) && { properties: mapValues(properties, (property) => withoutRequired(property)) }),
    ...(items !== undefined && { items: withoutRequired(items) }),
  };
}

export function answerSchema(sample: Json): JsonObject {
  return inferred(sample);
}

/** @param tokens pointers of the values that flow makers get, with everything below them; all values when undefined. */
export function notificationSchema(sample: Json, tokens: string[] | undefined): JsonObject {
  const schema = inferred(sample);
  return tokens ? ((pruned(schema, '', tokens) as JsonObject | undefined) ?? schema) : schema;
}

function pruned(schema: Json, pointer: string, tokens: string[]): Json | undefined {
  if (tokens.some((token) => token === pointer || pointer.startsWith(`${token}/`))) return schema;
  if (!isObject(schema) || !tokens.some((token) => token.startsWith(`${pointer}/`))) return undefined;
  const { properties, items, ...rest } = schema;
  if (items !== undefined) {
    const kept = pruned(items, `${pointer}/*`, tokens);
    return kept === undefined ? undefined : { ...rest, items: kept };
  }
  if (!isObject(properties)) return schema;
  const kept = Object.entries(properties).flatMap(([key, property]): [string, Json][] => {
    const part = pruned(property, `${pointer}/${escapePointer(key)}`, tokens);
    return part === undefined ? [] : [[key, part]];
  });
  return kept.length > 0 ? { ...rest, properties: Object.fromEntries(kept) } : undefined;
}

/** The scalar values of a sample, in its order; of the items of a list, those of all items together. */
export function valuesOf(sample: Json): SampleValue[] {
  const found: SampleValue[] = [];
  collectValues(inferred(sample), sample, '', [], found);
  return found;
}

/** @param keys from the root down, those inside the items of a list included */
function collectValues(
  schema: Json,
  value: Json | undefined,
  pointer: string,
  keys: string[],
  found: SampleValue[],
): void {
  if (!isObject(schema)) return;
  if (isObject(schema.properties)) {
    for (const [key, property] of Object.entries(schema.properties)) {
      const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      collectValues(property, inner, `${pointer}/${escapePointer(key)}`, [...keys, key], found);
    }
    return;
  }
  if (isObject(schema.items) && (schema.items.properties || schema.items.items)) {
    // The list's keys stay in the title, so that the user can tell the values of different lists apart.
    const list = Array.isArray(value) ? value : [];
    collectValues(schema.items, list[0], `${pointer}/*`, keys, found);
    return;
  }
  const name = keys.at(-1) ?? '';
  found.push({
    pointer,
    title: titleOf(keys) ?? (name || 'Body'),
    type: typeof schema.type === 'string' ? schema.type : 'any',
    ...(value !== undefined && !isSecret(name) && { value }),
  });
}

/** True for the name of a header, query parameter or member that holds a secret. */
export const isSecret = (name: string): boolean =>
  /secret|token|passw|passphrase|(api|access|private|subscription|functions)[-_]?key|signature|credential|authorization|^(auth|key|pwd|sig)$/i.test(
    name,
  );

/** True for a text in place of a value that each person fills in. */
const isPlaceholder = (value: Json): boolean =>
  typeof value === 'string' && /^$|^<.*>$|^\{.*\}$|^\$\{?\w+\}?$|^your[ _-]/i.test(value);

const callbackNames = /url|uri|callback|endpoint|target|webhook|hook|notif|address|listener/i;

/** The values that can take the callback URL: texts outside of lists, since the designer does not look into lists. */
export function callbacksIn(sample: Json | undefined): SampleValue[] {
  const values = sample === undefined ? [] : valuesOf(sample);
  const open = values.filter(
    ({ pointer, type, value }) =>
      pointer !== '' && !pointer.includes('/*') && (type === 'string' || (type === 'any' && value === null)),
  );
  const rank = ({ pointer, value }: SampleValue): number => {
    const isAddress = typeof value === 'string' && /^(https?:\/\/|<|\{)/i.test(value);
    return (callbackNames.test(pointer) ? 2 : 0) + (isAddress ? 1 : 0);
  };
  return open.map((value) => ({ ...value, likely: rank(value) >= 2 })).sort((a, b) => rank(b) - rank(a));
}

export interface Choices {
  /** Names from the body's root down. */
  callback: string[];
  /** True when flow makers may change the value at a pointer. */
  isVisible(pointer: string): boolean;
}

/**
 * The schema of the body that creates a webhook. Power Automate fills in the callback URL; values that flow makers may
 * not change are hidden from them and sent as in the sample.
 */
export function requestSchema(sample: Json | undefined, choices: Choices): JsonObject {
  const { callback } = choices;
  const schema = inferred(isObject(sample) ? sample : {});
  return dressed(withCallback(schema, callback), sample, [], choices) as JsonObject;
}

/** Adds the callback's property when the sample has none. */
function withCallback(schema: JsonObject, [name, ...below]: string[]): JsonObject {
  if (name === undefined) return schema;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const inner = Object.hasOwn(properties, name) && isObject(properties[name]) ? properties[name] : {};
  return { ...schema, type: 'object', properties: { ...properties, [name]: withCallback(inner, below) } };
}

function dressed(schema: Json, value: Json | undefined, path: string[], choices: Choices): Json {
  const { callback } = choices;
  const onWay = path.every((name, index) => name === callback[index]);
  if (onWay && path.length === callback.length) return callbackSchema;
  if (!isObject(schema)) return schema;
  if (isObject(schema.properties)) {
    const { type, properties: _, ...rest } = schema;
    const properties = mapValues(schema.properties, (property, key) => {
      const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      return dressed(property, inner, [...path, key], choices);
    });
    const required = Object.keys(properties).filter((key) => mustBeSent(properties[key]));
    return { type: type ?? 'object', ...(required.length > 0 && { required }), properties, ...rest };
  }
  return { ...schema, ...about(path, value, choices) };
}

/**
 * True for what only reaches the service when it is required: the callback, hidden values, and objects with either. Power
 * Automate ignores internal properties that are optional (Microsoft's validator, PropertyMustBeRequired).
 */
function mustBeSent(schema: Json | undefined): boolean {
  if (!isObject(schema)) return false;
  return schema['x-ms-visibility'] === 'internal' || Array.isArray(schema.required);
}

const callbackSchema: JsonObject = {
  type: 'string',
  title: 'Callback URL',
  description: 'Where the service sends its notifications. Power Automate fills it in.',
  'x-ms-notification-url': true,
  'x-ms-visibility': 'internal',
};

function about(path: string[], value: Json | undefined, { isVisible }: Choices): JsonObject {
  const pointer = path.map((name) => `/${escapePointer(name)}`).join('');
  return described(path.at(-1) ?? '', value, isVisible(pointer));
}

/** The description and default of a property or parameter, from its value in a sample. */
export function described(name: string, value: Json | undefined, visible: boolean): JsonObject {
  // A secret in the sample must not get into a definition that others use.
  if (value === undefined || value === null || isSecret(name) || isPlaceholder(value)) return {};
  const example = exampleOf(value);
  return {
    ...(example !== undefined && { description: `For example: ${example}` }),
    default: value,
    ...(!visible && { 'x-ms-visibility': 'internal' }),
  };
}

/** Maximum length of an example in a description, in characters. */
const maxExampleLength = 60;

function exampleOf(value: Json): string | undefined {
  const scalar = (one: Json): boolean => one === null || typeof one !== 'object';
  const text = Array.isArray(value) && value.every(scalar) ? value.map(String).join(', ') : String(value);
  const isPlain = scalar(value) || (Array.isArray(value) && value.length > 0 && value.every(scalar));
  return isPlain && text.length <= maxExampleLength ? text : undefined;
}

/** `When a pull request is opened` → `WhenAPullRequestIsOpened`. */
export function idFrom(text: string): string {
  const words = text
    .normalize('NFKD')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

/** `WhenPullRequestOpened` → `When pull request opened`. */
export function summaryFrom(operationId: string): string {
  const words = wordsOf(operationId).join(' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
