import { type Node, toData } from '../documents/tree';
import type { Json } from '../protocol/json';

/**
 * The same value as another kind (a JSON type, `integer`, or `texts`, a list of them), where it plainly is one: `"5"` as a
 * number, `5` as a string. Undefined where it is not.
 */
export function converted(node: Node, kind: string): Json | undefined {
  if (kind === 'texts') return node.kind === 'string' ? [String(node.value)] : undefined;
  if (kind === 'string') return node.kind === 'number' || node.kind === 'boolean' ? String(node.value) : undefined;
  if (node.kind !== 'string') return undefined;
  const text = String(node.value).trim();
  if (kind === 'boolean') return /^(?:true|false)$/i.test(text) ? /^true$/i.test(text) : undefined;
  if (kind === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (kind === 'number') return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
  if (kind !== 'array' && kind !== 'object') return undefined;
  try {
    const value = JSON.parse(text) as Json;
    const found = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    return found === kind ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is of a schema's `type`. Null always is: it says that there is none. */
export function isOfType(node: Node, type: string): boolean {
  if (node.kind === 'null') return true;
  if (type === 'integer') return node.kind === 'number' && Number.isInteger(node.value);
  return node.kind === type;
}

/** Whether two values are written alike. */
export function isSame(one: Node, other: Node): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind !== 'array' && one.kind !== 'object') return one.value === other.value;
  return JSON.stringify(toData(one)) === JSON.stringify(toData(other));
}
