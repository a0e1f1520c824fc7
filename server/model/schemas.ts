import { isObject, type Member, type Node, toData } from '../documents/tree';
import { escapePointer } from '../protocol/pointer';
import type { Definition } from './definition';

/** One property on the way from the body's schema to a callback. */
interface CallbackPathStep {
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
  chain: CallbackPathStep[];
  internal: boolean;
  /** Why the designer does not find it: it flattens objects and nothing else (Azure/LogicAppsUX, swagger/parameterprocessor.ts). */
  hidden: Hidden | undefined;
  /** The outermost schema that hides it. */
  obstacle: Node | undefined;
}

export type Hidden =
  | 'array'
  | 'combined'
  | 'read-only'
  | 'beside-reference'
  | 'internal'
  | 'dynamic'
  | 'untyped'
  | 'body';

export interface CallbackSearch {
  callbacks: Callback[];
  /** True when there may be callbacks that can't be seen: the shape comes at run time, or a reference leads nowhere. */
  open: boolean;
}

const dynamicKeys = ['x-ms-dynamic-schema', 'x-ms-dynamic-properties'];

export function isDynamic(schema: Node): boolean {
  return dynamicKeys.some((key) => schema.member(key) !== undefined);
}

/** True when values may have other properties than the schema describes. */
export function isOpen(schema: Node): boolean {
  if (isDynamic(schema) || ['$ref', 'allOf', 'oneOf', 'anyOf'].some((key) => schema.member(key))) return true;
  const others = schema.member('additionalProperties');
  return others !== undefined && others.value?.value !== false;
}

export function isInternal(node: Node | undefined): boolean {
  return node?.text('x-ms-visibility')?.toLowerCase() === 'internal';
}

/** True for an operation that is kept only for existing flows. */
export function isDeprecated(operation: Node): boolean {
  return operation.get('deprecated')?.value === true;
}

/** Maximum number of schemas visited below one body: definitions that refer to each other multiply. */
const maxVisits = 20_000;

/** Finds every callback below a body parameter by structural position: `$ref`, `allOf` and its like, and array items are followed. */
export function findCallbacks(definition: Definition, bodyParameter: Node): CallbackSearch {
  const finder = new CallbackFinder(definition);
  const internal = isInternal(bodyParameter);
  finder.visit(bodyParameter.get('schema'), {
    chain: [],
    internal,
    hidden: undefined,
    obstacle: undefined,
    required: new Set(),
  });
  return finder.search;
}

/** The way from the body to a schema, as far as a callback there depends on it. */
interface Way {
  chain: CallbackPathStep[];
  /** Something on the way is internal. */
  internal: boolean;
  hidden: Hidden | undefined;
  obstacle: Node | undefined;
  /** Names that schemas combined with this one require. */
  required: Set<string>;
}

class CallbackFinder {
  readonly search: CallbackSearch = { callbacks: [], open: false };
  /** Schemas on the way down: the same one may carry callbacks at two properties. */
  private readonly open = new Set<Node>();
  private budget = maxVisits;

  constructor(private readonly definition: Definition) {}

  visit(written: Node | undefined, way: Way): void {
    if (!isObject(written)) return;
    if (--this.budget < 0) {
      this.search.open = true;
      return;
    }
    const found = this.definition.resolve(written);
    if (found === undefined) this.search.open = true;
    const schema = isObject(found) ? found : undefined;
    const both = schema && schema !== written ? [written, schema] : [written];
    const internal = way.internal || both.some(isInternal);
    const readOnly = both.find(isReadOnly);
    const here: Way = { ...hiddenBy(way, readOnly ? 'read-only' : undefined, readOnly), internal };
    this.takeCallback(written, schema, here);
    if (!schema || this.open.has(schema)) return;
    if (both.some(isDynamic)) this.search.open = true;
    this.open.add(schema);
    this.visitParts(written, schema, here);
    this.open.delete(schema);
  }

  private takeCallback(written: Node, schema: Node | undefined, way: Way): void {
    const node = written.member('x-ms-notification-url') ? written : schema;
    const member = node?.member('x-ms-notification-url');
    if (!node || !member) return;
    const own = node === written && written.member('$ref') ? 'beside-reference' : undefined;
    const { chain, internal } = way;
    const { hidden, obstacle } = hiddenBy(way, own ?? (chain.length === 0 ? 'body' : undefined), node);
    this.search.callbacks.push({ node, member, chain, internal, hidden, obstacle });
  }

  private visitParts(written: Node, schema: Node, way: Way): void {
    const names = new Set([...way.required, ...requiredNames(this.definition, schema)]);
    this.visitProperties(written, schema, way, names);
    for (const key of ['allOf', 'oneOf', 'anyOf']) {
      const part: Way = { ...hiddenBy(way, 'combined', schema), required: names };
      for (const combined of listOf(schema.get(key))) this.visit(combined, part);
    }
    const inList: Way = { ...hiddenBy(way, 'array', schema), required: new Set() };
    const items = schema.get('items');
    for (const item of items?.kind === 'array' ? items.items : [items]) this.visit(item, inList);
    this.visit(schema.get('additionalProperties'), inList);
  }

  private visitProperties(written: Node, schema: Node, way: Way, required: Set<string>): void {
    const properties = schema.get('properties');
    if (!isObject(properties)) return;
    const inside = hiddenBy(way, closed(written, schema, way.chain), schema);
    for (const member of properties.members) {
      const step: CallbackPathStep = { name: member.key, member, holder: schema, required: required.has(member.key) };
      this.visit(member.value, { ...inside, chain: [...way.chain, step], required: new Set() });
    }
  }
}

/** The way on through a schema that hides what is in it, unless something above does already. */
function hiddenBy(way: Way, hidden: Hidden | undefined, obstacle: Node | undefined): Way {
  // An internal object is found by some designers: what hides the callback from all of them counts more.
  if (hidden === undefined || (way.hidden !== undefined && way.hidden !== 'internal')) return way;
  return { ...way, hidden, obstacle };
}

function isReadOnly(schema: Node): boolean {
  return schema.get('readOnly')?.value === true;
}

/**
 * Why the designer leaves an object of the body closed: it sends an internal one whole, waits for the schema of a dynamic
 * one, and reads one of another type as any value. The body itself is opened whatever its visibility.
 */
function closed(written: Node, schema: Node, chain: CallbackPathStep[]): Hidden | undefined {
  if (isDynamic(written) || isDynamic(schema)) return 'dynamic';
  if (schema.text('type') !== 'object') return 'untyped';
  return chain.length > 0 && (isInternal(written) || isInternal(schema)) ? 'internal' : undefined;
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
 * A self-contained copy of a schema: its `$ref`s point into its own `definitions`, which contains everything that they
 * reach. References that lead nowhere become `{}`.
 */
export function standalone(
  definition: Definition,
  schema: Node,
  /** Filled with the name in `definitions` of each reference's target. */
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

/** The visibility of the innermost object that has one; `none` where no object has. */
export function effectiveVisibility(fromOutside: Node[]): string {
  for (const node of fromOutside.toReversed()) {
    const value = node.text('x-ms-visibility')?.toLowerCase();
    if (value === 'important' || value === 'advanced' || value === 'internal' || value === 'none') return value;
  }
  return 'none';
}

/** Keywords for the content of an object or an array, each with the type that it belongs to; undefined for any type. */
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

/** True when a schema describes the content of an object or an array: as a scalar it would lose that. */
export function hasParts(schema: Node): boolean {
  return schema.member('$ref') !== undefined || isDynamic(schema) || partsOf(schema).length > 0;
}

/** True for the schema of an object or an array, which at most contains the callback URL. */
export function isContainer(schema: Node): boolean {
  return !schema.member('$ref') && partsOf(schema).some(([, type]) => type !== undefined);
}

/** True when the content that a schema describes fits values of a type. */
export function fitsParts(schema: Node, type: string): boolean {
  const isScalar = type !== 'object' && type !== 'array';
  if (isScalar) return !hasParts(schema);
  return partsOf(schema).every(([, owner]) => owner === undefined || owner === type);
}
