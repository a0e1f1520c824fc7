import { type Node, toData } from '../documents/tree';
import type { Json } from '../protocol/json';

/** How a text reads as a value of each scalar type; undefined where it doesn't. */
const readers: Record<string, (text: string) => Json | undefined> = {
  boolean: (text) => (/^(?:true|false)$/i.test(text) ? /^true$/i.test(text) : undefined),
  integer: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined),
  number: (text) => (/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : undefined),
  array: (text) => parsedAs(text, 'array'),
  object: (text) => parsedAs(text, 'object'),
};

/**
 * The value converted to another kind (a JSON type, `integer`, or `texts`, a list of strings) where it plainly is one:
 * `"5"` as a number, `5` as a string. Undefined otherwise.
 */
export function converted(node: Node, kind: string): Json | undefined {
  const isText = node.kind === 'string';
  if (kind === 'texts') return isText ? [String(node.value)] : undefined;
  if (kind === 'string') return node.kind === 'number' || node.kind === 'boolean' ? String(node.value) : undefined;
  return isText && Object.hasOwn(readers, kind) ? readers[kind]!(String(node.value).trim()) : undefined;
}

function parsedAs(text: string, kind: 'array' | 'object'): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    const isKind = Array.isArray(value) ? kind === 'array' : kind === 'object' && typeof value === 'object';
    return isKind && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True when a value is of a schema's `type`. Null always is: it stands for no value. */
export function isOfType(node: Node, type: string): boolean {
  if (node.kind === 'null') return true;
  if (type === 'integer') return node.kind === 'number' && Number.isInteger(node.value);
  return node.kind === type;
}

/** True when two values are equal as data. */
export function isSame(one: Node, other: Node): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind !== 'array' && one.kind !== 'object') return one.value === other.value;
  return JSON.stringify(toData(one)) === JSON.stringify(toData(other));
}
