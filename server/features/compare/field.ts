import { isObject, type Member, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { dynamicOperations } from '../../model/dynamicOperations';
import { isDynamic, isInternal } from '../../model/schemas';
import type { At } from '../../rules/rule';

/** A schema, or a parameter other than a body, as one value that flows send or get. */
export interface Field {
  /** The schema, its `$ref` followed. */
  node: Node;
  /** The mark of the field itself: the key of a property. */
  at: At;
  /** One of Swagger's types; `any` without one, and for several. */
  type: string;
  format: string | undefined;
  internal: boolean;
  /** True when it takes the callback URL. */
  callback: boolean;
  /** True when its shape is only known at run time. */
  dynamic: boolean;
}

/** Returns undefined where nothing is known about the value, as for a reference that leads nowhere. */
export function fieldOf(definition: Definition, written: Node | undefined, at: At): Field | undefined {
  const node = definition.resolve(written);
  if (!isObject(node) || !isObject(written)) return undefined;
  return {
    node,
    at,
    type: typeOf(node),
    format: node.text('format'),
    internal: isInternal(written) || isInternal(node),
    callback:
      written.member('x-ms-notification-url') !== undefined || node.member('x-ms-notification-url') !== undefined,
    dynamic: isDynamic(node),
  };
}

/** The type; that of an object or a list is often left out, but its content shows it. */
function typeOf(node: Node): string {
  const type = node.get('type');
  if (type?.kind === 'string') return String(type.value);
  if (type?.kind === 'array') {
    const types = type.items.map(({ value }) => String(value)).filter((one) => one !== 'null');
    return types.length === 1 ? types[0]! : 'any';
  }
  if (node.member('properties') || node.member('allOf')) return 'object';
  return node.member('items') ? 'array' : 'any';
}

/** The properties of a schema and of all that it combines by `allOf`, by name. */
export function propertiesOf(definition: Definition, node: Node, seen = new Set<Node>()): Map<string, Member> {
  const found = new Map<string, Member>();
  if (seen.has(node)) return found;
  seen.add(node);
  const combined = node.get('allOf');
  for (const part of combined?.kind === 'array' ? combined.items : []) {
    const resolved = definition.resolve(part);
    if (!isObject(resolved)) continue;
    for (const [name, member] of propertiesOf(definition, resolved, seen)) found.set(name, member);
  }
  const properties = node.get('properties');
  for (const member of isObject(properties) ? properties.members : []) found.set(member.key, member);
  return found;
}

/** The mark of a name in `required`, or the property itself where another schema lists it. */
export function requiredAt(node: Node, name: string, otherwise: At): At {
  const item = node.get('required')?.items.find(({ value }) => value === name);
  return item ? { node: item } : otherwise;
}

/** The values of `enum`, as JSON; empty without a list. */
export function choicesOf(node: Node): string[] {
  const list = node.get('enum');
  return list?.kind === 'array' ? list.items.map(({ value }) => JSON.stringify(value)) : [];
}

/** The mark of a member's value, or of the field where it has no such member. */
export function memberAt({ node, at }: Field, key: string): At {
  const value = node.get(key);
  if (value && value.kind !== 'object' && value.kind !== 'array') return { node: value };
  const member = node.member(key);
  return member ? { key: member } : at;
}

/** The place that lost a property: `properties` of the schema, or the schema where there is none. */
export function lossAt({ node, at }: Field): At {
  const member = node.member('properties') ?? node.member('items');
  return member ? { key: member } : at;
}

const shapes = new Set(['x-ms-dynamic-schema', 'x-ms-dynamic-properties']);

/** The operations that give a value's shape, or its choices, each with the place that names it. */
export function sourcesOf(node: Node, kind: 'shape' | 'choices'): { id: string; member: Member }[] {
  return dynamicOperations(node).filter(({ extension }) => shapes.has(extension) === (kind === 'shape'));
}
