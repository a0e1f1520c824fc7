import { evidenceOf } from '../../model/inference/evidence';
import { schemaOf } from '../../model/inference/schema';
import { titleOf, wordsOf } from '../../model/inference/titles';
import type { Json, JsonObject } from '../../protocol/json';
import type { SampleValue } from '../../protocol/newTrigger';
import { escapePointer } from '../../protocol/pointer';

/** Schemas of a new trigger, from its samples. */

/**
 * Of one sample nothing can be told to be required: a delivery that lacks something would be refused by the schema, and
 * an expression that reads it would fail a flow.
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

/** @param tokens pointers of what makers get, with what lies below them; everything where it is missing. */
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

/** The single values of a sample, in its order; of the items of a list, those of all of them together. */
export function valuesOf(sample: Json): SampleValue[] {
  const found: SampleValue[] = [];
  const visit = (schema: Json, value: Json | undefined, pointer: string, keys: string[]): void => {
    if (!isObject(schema)) return;
    if (isObject(schema.properties)) {
      for (const [key, property] of Object.entries(schema.properties)) {
        const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
        visit(property, inner, `${pointer}/${escapePointer(key)}`, [...keys, key]);
      }
    } else if (isObject(schema.items) && (schema.items.properties || schema.items.items)) {
      // Keys go on here: for choosing, an item's value is told apart by its list.
      const list = Array.isArray(value) ? value : [];
      visit(schema.items, list[0], `${pointer}/*`, keys);
    } else {
      const name = keys.at(-1) ?? '';
      found.push({
        pointer,
        title: titleOf(keys) ?? (name || 'Body'),
        type: typeof schema.type === 'string' ? schema.type : 'any',
        ...(value !== undefined && !isSecret(name) && { value }),
      });
    }
  };
  visit(inferred(sample), sample, '', []);
  return found;
}

/** Names that announce a secret: of a header, a parameter of the query or a member of a sample. */
export const isSecret = (name: string): boolean =>
  /secret|token|passw|passphrase|(api|access|private|subscription|functions)[-_]?key|signature|credential|authorization|^(auth|key|pwd|sig)$/i.test(
    name,
  );

/** What stands for a value that everybody has to fill in. */
const isPlaceholder = (value: Json): boolean =>
  typeof value === 'string' && /^$|^<.*>$|^\{.*\}$|^\$\{?\w+\}?$|^your[ _-]/i.test(value);

const callbackNames = /url|uri|callback|endpoint|target|webhook|hook|notif|address|listener/i;

/** The values that can take the callback URL: texts, and nothing inside a list, where the designer does not look. */
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
  /** Whether makers may change the value at a pointer. */
  isVisible(pointer: string): boolean;
}

/**
 * The body of the request that creates a webhook. Power Automate fills the callback in; what makers may not change is
 * sent as in the sample, and they do not see it.
 */
export function requestSchema(sample: Json | undefined, choices: Choices): JsonObject {
  const { callback } = choices;
  const schema = inferred(isObject(sample) ? sample : {});
  return dressed(withCallback(schema, callback), sample, [], choices) as JsonObject;
}

/** A callback that the sample lacks is added. */
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
    const { type, properties, ...rest } = schema;
    return {
      type: type ?? 'object',
      ...(onWay && { required: [callback[path.length]!] }),
      properties: mapValues(schema.properties, (property, key) => {
        const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
        return dressed(property, inner, [...path, key], choices);
      }),
      ...rest,
    };
  }
  return { ...schema, ...about(path, value, choices) };
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

/** What a sample's value says about a property or a parameter: how to describe it, and what is sent without a maker. */
export function described(name: string, value: Json | undefined, visible: boolean): JsonObject {
  // A secret of whoever made the sample belongs into nobody else's definition, and cannot be sent for others.
  if (value === undefined || value === null || isSecret(name) || isPlaceholder(value)) return {};
  const example = exampleOf(value);
  return {
    ...(example !== undefined && { description: `For example: ${example}` }),
    default: value,
    ...(!visible && { 'x-ms-visibility': 'internal' }),
  };
}

const longest = 60;

function exampleOf(value: Json): string | undefined {
  const scalar = (one: Json): boolean => one === null || typeof one !== 'object';
  const text = Array.isArray(value) && value.every(scalar) ? value.map(String).join(', ') : String(value);
  const isPlain = scalar(value) || (Array.isArray(value) && value.length > 0 && value.every(scalar));
  return isPlain && text.length <= longest ? text : undefined;
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
