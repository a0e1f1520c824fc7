import { isObject, type Member, type Node, toData } from '../documents/tree';
import { escapePointer } from '../protocol/pointer';
import type { Definition } from './definition';

/** One property on the way from the body's schema to a callback. */
export interface ChainStep {
  name: string;
  member: Member;
  /** The schema whose `properties` hold it, its `$ref` followed. */
  holder: Node;
  /** Listed in `required` of that schema or of one combined with it by `allOf`. */
  required: boolean;
}

/** A property with `x-ms-notification-url`. */
export interface Callback {
  /** The schema that carries the extension. */
  node: Node;
  member: Member;
  /** From the body's schema down; empty where the body itself carries it. */
  chain: ChainStep[];
  internal: boolean;
  /** Why the designer does not find it: it flattens objects and nothing else (Azure/LogicAppsUX, swagger/parameterprocessor.ts). */
  hidden: Hidden | undefined;
}

export type Hidden = 'array' | 'combined' | 'read-only' | 'beside-reference' | 'internal' | 'untyped' | 'body';

export interface CallbackSearch {
  callbacks: Callback[];
  /** A callback may be hidden from us: the shape comes at run time, or a reference leads nowhere. */
  open: boolean;
}

const dynamicKeys = ['x-ms-dynamic-schema', 'x-ms-dynamic-properties'];

export function isDynamic(schema: Node): boolean {
  return dynamicKeys.some((key) => schema.member(key) !== undefined);
}

/** Others than its `properties` may be in what it describes: it does not say all that there is. */
export function isOpen(schema: Node): boolean {
  if (isDynamic(schema) || ['$ref', 'allOf', 'oneOf', 'anyOf'].some((key) => schema.member(key))) return true;
  const others = schema.member('additionalProperties');
  return others !== undefined && others.value?.value !== false;
}

export function isInternal(node: Node | undefined): boolean {
  return node?.text('x-ms-visibility')?.toLowerCase() === 'internal';
}

/** Finds every callback below a body parameter by structural position: `$ref`, `allOf` and its like, and array items are followed. */
export function findCallbacks(definition: Definition, bodyParameter: Node): CallbackSearch {
  const search: CallbackSearch = { callbacks: [], open: false };
  const visited = new Set<Node>();
  let budget = 20_000;

  const visit = (
    written: Node | undefined,
    chain: ChainStep[],
    internal: boolean,
    hidden: Hidden | undefined,
    required: Set<string>,
  ): void => {
    if (!isObject(written)) return;
    if (--budget < 0) {
      search.open = true;
      return;
    }
    const schema = definition.resolve(written);
    if (schema === undefined) search.open = true;
    const carrier = written.member('x-ms-notification-url') ? written : schema;
    const marker = carrier?.kind === 'object' ? carrier.member('x-ms-notification-url') : undefined;
    const nowInternal = internal || isInternal(written) || (schema?.kind === 'object' && isInternal(schema));
    const readOnly =
      written.get('readOnly')?.value === true || (schema?.kind === 'object' && schema.get('readOnly')?.value === true);
    const inside = hidden ?? (readOnly ? 'read-only' : undefined);
    if (marker && carrier) {
      const unseen =
        inside ??
        (carrier === written && written.member('$ref') ? 'beside-reference' : undefined) ??
        (chain.length === 0 ? 'body' : undefined);
      search.callbacks.push({ node: carrier, member: marker, chain, internal: nowInternal, hidden: unseen });
    }
    if (!isObject(schema) || visited.has(schema)) return;
    if (isDynamic(written) || isDynamic(schema)) search.open = true;
    // Only on the way down: the same schema may carry callbacks at two properties.
    visited.add(schema);
    const names = new Set([...required, ...requiredNames(definition, schema)]);
    const properties = schema.get('properties');
    if (isObject(properties)) {
      const below = inside ?? closed(written, schema, chain);
      for (const member of properties.members) {
        if (!isObject(member.value)) continue;
        const step: ChainStep = { name: member.key, member, holder: schema, required: names.has(member.key) };
        visit(member.value, [...chain, step], nowInternal, below, new Set());
      }
    }
    for (const key of ['allOf', 'oneOf', 'anyOf']) {
      for (const part of listOf(schema.get(key))) visit(part, chain, nowInternal, inside ?? 'combined', names);
    }
    const items = schema.get('items');
    for (const item of items?.kind === 'array' ? items.items : [items]) {
      visit(item, chain, nowInternal, 'array', new Set());
    }
    const additional = schema.get('additionalProperties');
    if (isObject(additional)) visit(additional, chain, nowInternal, 'array', new Set());
    visited.delete(schema);
  };

  visit(bodyParameter.get('schema'), [], isInternal(bodyParameter), undefined, new Set());
  return search;
}

/** Why the designer leaves an object of the body closed: it sends an internal one whole, and reads one without a type as any value. */
function closed(written: Node, schema: Node, chain: ChainStep[]): Hidden | undefined {
  if (chain.length === 0) return undefined;
  if (isInternal(written) || isInternal(schema)) return 'internal';
  return schema.member('type') ? undefined : 'untyped';
}

function listOf(node: Node | undefined): Node[] {
  return node?.kind === 'array' ? node.items : [];
}

/** `required` of a schema and of all that it combines by `allOf`. */
export function requiredNames(definition: Definition, schema: Node, seen = new Set<Node>()): Set<string> {
  const names = new Set<string>();
  if (seen.has(schema)) return names;
  seen.add(schema);
  for (const item of listOf(schema.get('required'))) if (typeof item.value === 'string') names.add(item.value);
  for (const part of listOf(schema.get('allOf'))) {
    const resolved = definition.resolve(part);
    if (isObject(resolved)) for (const name of requiredNames(definition, resolved, seen)) names.add(name);
  }
  return names;
}

/**
 * A schema as data that stands alone: its `$ref`s point into a `definitions` of its own that holds all that they reach.
 * References to other places of the document, and ones that lead nowhere, become `{}`.
 */
export function standalone(
  definition: Definition,
  schema: Node,
  /** Filled with the name that each reference's target has in `definitions`. */
  names = new Map<string, string>(),
): Record<string, unknown> {
  const definitions: Record<string, unknown> = {};
  const pending: { name: string; node: Node }[] = [];

  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (value === null || typeof value !== 'object') return value;
    const record = value as Record<string, unknown>;
    if (typeof record.$ref === 'string') {
      const target = record.$ref;
      let name = names.get(target);
      if (name === undefined) {
        const node = definition.target(target);
        if (!isObject(node)) return {};
        name = uniqueName(target.split('/').at(-1) || 'root', names);
        names.set(target, name);
        pending.push({ name, node });
      }
      return { $ref: `#/definitions/${encodeURIComponent(escapePointer(name))}` };
    }
    return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, rewrite(inner)]));
  };

  const result = rewrite(toData(schema)) as Record<string, unknown>;
  for (let next = pending.pop(); next; next = pending.pop()) {
    Object.defineProperty(definitions, next.name, { value: rewrite(toData(next.node)), enumerable: true });
  }
  if (Object.keys(definitions).length > 0) return { ...result, definitions };
  return result;
}

function uniqueName(wanted: string, names: Map<string, string>): string {
  const taken = new Set(names.values());
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}${n}`;
  return name;
}

/** The visibility of the innermost of these objects that has one; `none` where none has. */
export function effectiveVisibility(fromOutside: Node[]): string {
  for (const node of fromOutside.toReversed()) {
    const value = node.text('x-ms-visibility')?.toLowerCase();
    if (value === 'important' || value === 'advanced' || value === 'internal' || value === 'none') return value;
  }
  return 'none';
}

/** Members that say what is in an object or a list, each with the type that it belongs to; `undefined`: with any. */
const parts: [key: string, type: string | undefined][] = [
  ['properties', 'object'],
  ['additionalProperties', 'object'],
  ['items', 'array'],
  ['allOf', undefined],
  ['oneOf', undefined],
  ['anyOf', undefined],
];

function partsOf(schema: Node): typeof parts {
  return parts.filter(([key]) => {
    const value = schema.get(key);
    return value !== undefined && (value.members.length > 0 || value.items.length > 0);
  });
}

/** Whether a schema says of an object or a list what is in it: as a scalar it would lose that. */
export function hasParts(schema: Node): boolean {
  return schema.member('$ref') !== undefined || isDynamic(schema) || partsOf(schema).length > 0;
}

/** Whether a schema that has the callback's mark is that of an object or list, which holds the URL at most. */
export function isContainer(schema: Node): boolean {
  return !schema.member('$ref') && partsOf(schema).some(([, type]) => type !== undefined);
}

/** Whether what a schema says may be of values of a type. */
export function fitsParts(schema: Node, type: string): boolean {
  const isScalar = type !== 'object' && type !== 'array';
  if (isScalar) return !hasParts(schema);
  return partsOf(schema).every(([, owner]) => owner === undefined || owner === type);
}
