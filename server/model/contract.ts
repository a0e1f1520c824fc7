import { isObject, type Member, type Node, type Scalar } from '../documents/tree';
import { escapePointer } from '../protocol/pointer';
import type { Definition } from './definition';
import { combine, type Evidence, type Kind, kindsOf } from './inference/evidence';
import { isDynamic } from './schemas';
import type { Place } from './walk';

/** A schema of the definition with the evidence of all values that it describes. */
export interface Observed {
  /** The schema that describes the values, its `$ref` followed. */
  schema: Node;
  evidence: Evidence;
  /** Property names from the payload's root, `[]` for the items of an array; of the first place that leads here. */
  path: string[];
  /** The objects with `$ref` on the way here, outermost first. */
  via: Node[];
}

/** Maximum number of places visited in payloads: shared schemas multiply the ways that lead to them. */
const maxVisits = 50_000;

/** Every schema that takes part in describing payloads, each once however many ways lead to it; parents first. */
export function observedSchemas(
  definition: Definition,
  root: Node | undefined,
  evidence: Evidence,
  /** Filled with every reference that was followed, and its target. */
  targets = new Map<string, Node | undefined>(),
): Observed[] {
  const found = new Map<Node, Observed>();
  let budget = maxVisits;

  const visit = (written: Node | undefined, seen: Evidence, path: string[], via: Node[], open: Node[]): void => {
    const schema = follow(definition, written, targets);
    // Parts combined with themselves by `allOf` say nothing new.
    if (!isObject(written) || !isObject(schema) || open.includes(schema) || --budget < 0) return;
    if (isDynamic(written) || isDynamic(schema)) return;
    const way = written === schema ? via : [...via, written];
    const known = found.get(schema);
    if (known) known.evidence = combine(known.evidence, seen);
    else found.set(schema, { schema, evidence: seen, path, via: way });
    for (const part of schema.get('allOf')?.items ?? []) visit(part, seen, path, way, [...open, schema]);
    for (const { name, described, evidence: inner } of describedIn(schema, seen))
      visit(described, inner, [...path, name], way, []);
  };
  visit(root, evidence, [], [], []);
  return [...found.values()];
}

/** The schemas that a schema has for the items and members that were seen; `[]` is the name of items. */
function describedIn(schema: Node, seen: Evidence): { name: string; described: Node; evidence: Evidence }[] {
  const found: ReturnType<typeof describedIn> = [];
  const items = schema.get('items');
  if (seen.items && isObject(items)) found.push({ name: '[]', described: items, evidence: seen.items });
  const properties = schema.get('properties');
  const others = schema.get('additionalProperties');
  for (const [name, evidence] of seen.members) {
    const property = isObject(properties) ? properties.get(name) : undefined;
    const described = property ?? (isObject(others) ? others : undefined);
    if (described) found.push({ name, described, evidence });
  }
  return found;
}

function follow(definition: Definition, written: Node | undefined, targets: Map<string, Node | undefined>) {
  const schema = definition.resolve(written);
  for (let at = written; at !== schema && isObject(at); ) {
    const fragment = at.text('$ref');
    if (fragment === undefined || targets.has(fragment)) break;
    at = definition.target(fragment);
    targets.set(fragment, at);
  }
  return schema;
}

/** A statement of a schema that payloads contradict, or a property in them that it does not describe. */
export type Discrepancy =
  | { kind: 'type'; type: Node; allowed: string[]; came: (Kind | 'null')[] }
  | { kind: 'null'; at: Node }
  | { kind: 'missing'; required: Node; items: Node[] }
  | { kind: 'enum'; list: Node; came: Scalar[] }
  | { kind: 'undescribed'; names: string[] };

/** @param described property names that schemas combined with this one describe */
export function discrepanciesOf({ schema, evidence }: Observed, described: ReadonlySet<string>): Discrepancy[] {
  return [
    ...typeDiscrepancies(schema, evidence),
    ...enumDiscrepancy(schema, evidence),
    ...missing(schema, evidence),
    ...undescribed(schema, evidence, described),
  ];
}

/** The types that a schema allows, including null by `x-nullable`; undefined where it has no type. */
function typesOf(schema: Node): string[] | undefined {
  const type = schema.get('type');
  if (type?.kind === 'array') return type.items.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  if (type?.kind !== 'string' || type.value === 'file') return undefined;
  return isNullable(schema) ? [String(type.value), 'null'] : [String(type.value)];
}

function isNullable(schema: Node): boolean {
  return schema.get('x-nullable')?.value === true || schema.get('nullable')?.value === true;
}

function typeDiscrepancies(schema: Node, evidence: Evidence): Discrepancy[] {
  const type = schema.get('type');
  const allowed = typesOf(schema);
  if (!type || !allowed) return [];
  const fits = (kind: Kind): boolean => allowed.includes(kind) || (kind === 'integer' && allowed.includes('number'));
  const wrong = kindsOf(evidence).filter((kind) => !fits(kind));
  if (wrong.length > 0) return [{ kind: 'type', type, allowed, came: wrong }];
  return evidence.nulls > 0 && !allowed.includes('null') ? [{ kind: 'null', at: type }] : [];
}

function enumDiscrepancy(schema: Node, evidence: Evidence): Discrepancy[] {
  const list = schema.get('enum');
  if (list?.kind !== 'array' || list.items.some(({ kind }) => kind === 'object' || kind === 'array')) return [];
  const allowed = new Set(list.items.map(({ value }) => value));
  const came = (evidence.values ?? []).filter((value) => !allowed.has(value));
  if (came.length > 0) return [{ kind: 'enum', list, came }];
  const isNullForbidden = evidence.nulls > 0 && !allowed.has(null) && !isNullable(schema);
  // A type already excludes null.
  return isNullForbidden && !schema.member('type') ? [{ kind: 'null', at: list }] : [];
}

function missing(schema: Node, evidence: Evidence): Discrepancy[] {
  const required = schema.get('required');
  if (required?.kind !== 'array' || evidence.objects === 0) return [];
  const items = required.items.filter(({ value }) => {
    if (typeof value !== 'string') return false;
    const member = evidence.members.get(value);
    return member ? member.seen < evidence.objects : !evidence.cut;
  });
  return items.length > 0 ? [{ kind: 'missing', required, items }] : [];
}

function undescribed(schema: Node, evidence: Evidence, described: ReadonlySet<string>): Discrepancy[] {
  if (!describesObjects(schema) || schema.member('additionalProperties')?.value?.kind === 'object') return [];
  if (schema.get('additionalProperties')?.value === true) return [];
  const names = [...evidence.members.keys()].filter((name) => !described.has(name));
  return names.length > 0 ? [{ kind: 'undescribed', names }] : [];
}

/** True for an object whose properties can be described here, rather than in an `anyOf` or `oneOf`. */
function describesObjects(schema: Node): boolean {
  if (schema.member('anyOf') || schema.member('oneOf') || schema.member('patternProperties')) return false;
  return schema.member('properties') !== undefined || typesOf(schema)?.includes('object') === true;
}

/** Names of the properties that a schema describes, itself or by `allOf`. */
function describedNames(definition: Definition, schema: Node, open = new Set<Node>()): Set<string> {
  const names = new Set<string>();
  if (open.has(schema)) return names;
  open.add(schema);
  const properties = schema.get('properties');
  for (const { key } of isObject(properties) ? properties.members : []) names.add(key);
  for (const part of schema.get('allOf')?.items ?? []) {
    const resolved = definition.resolve(part);
    if (isObject(resolved)) for (const name of describedNames(definition, resolved, open)) names.add(name);
  }
  return names;
}

/**
 * The names that each schema need not describe. Parts of an `allOf` share the task: what one of them describes, the others
 * need not, and what none of them describes is missing in one of them alone.
 */
export function namesByPart(definition: Definition, all: Observed[]): Map<Node, Set<string>> {
  const names = new Map<Node, Set<string>>();
  for (const { schema, evidence } of all) {
    const own = new Set([...describedNames(definition, schema), ...(names.get(schema) ?? [])]);
    names.set(schema, own);
    const written = schema.get('allOf')?.items ?? [];
    const parts = written.flatMap((part) => definition.resolve(part) ?? []).filter(isObject);
    const isInline = (part: Node): boolean => written.includes(part);
    const home = describesObjects(schema)
      ? schema
      : (parts.findLast((part) => isInline(part) && describesObjects(part)) ?? parts.findLast(describesObjects));
    for (const part of parts) {
      const rest = part === home ? own : new Set([...own, ...evidence.members.keys()]);
      names.set(part, new Set([...rest, ...(names.get(part) ?? [])]));
    }
  }
  return names;
}

/** Where a reference to a member of `definitions` is: in another such member, in the content asked about, or elsewhere. */
type Owner = Node | 'content' | 'other';

/**
 * The members of `definitions` that serve the content of one path item and nothing else of the document, directly or
 * through one another: only these may change when its notification schema does.
 */
export function exclusiveDefinitions(definition: Definition, content: Node): Set<Node> {
  const owners = ownersOfDefinitions(definition, content);
  const exclusive = new Set(owners.keys());
  const isExclusive = (owner: Owner): boolean => owner === 'content' || (owner !== 'other' && exclusive.has(owner));
  for (let changed = true; changed; ) {
    changed = false;
    for (const section of exclusive) {
      if (![...owners.get(section)!].every(isExclusive)) changed = exclusive.delete(section) || changed;
    }
  }
  return exclusive;
}

function ownersOfDefinitions(definition: Definition, content: Node): Map<Node, Set<Owner>> {
  const owners = new Map<Node, Set<Owner>>();
  for (const { target, place } of definition.references) {
    const node = definition.target(target);
    const section = node && sectionOf(definition, node);
    if (section) owners.set(section, (owners.get(section) ?? new Set()).add(ownerOf(place, content)));
  }
  return owners;
}

function ownerOf(place: Place, content: Node): Owner {
  let owner: Owner = 'other';
  for (let at: Place | undefined = place; at; at = at.parent) {
    if (at.node === content) owner = 'content';
    else if (at.role === 'schema' && at.parent?.role === 'root') owner = at.node;
  }
  return owner;
}

/** The member of `definitions` that contains a node. */
export function sectionOf(definition: Definition, node: Node): Node | undefined {
  const definitions = definition.root.get('definitions');
  let at: Node | undefined = node;
  while (at && at.parent !== definitions) at = at.parent;
  return at && definitions && at !== definitions ? at : undefined;
}

export function memberOf(node: Node): Member | undefined {
  return node.parent?.members.find(({ value }) => value === node);
}

/** A path for a message: `commits[].author.name`. */
export function pathText(path: string[]): string {
  return path.reduce((text, name) => (name === '[]' ? `${text}[]` : text ? `${text}.${name}` : name), '');
}

/** A reference to a member of `definitions`. */
export function referenceTo(name: string): string {
  return `#/definitions/${escapePointer(name)}`;
}
