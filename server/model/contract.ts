import { isObject, type Member, type Node, type Scalar } from '../documents/tree';
import { escapePointer } from '../protocol/pointer';
import type { Definition } from './definition';
import { combine, type Evidence, type Kind, kindsOf } from './inference/evidence';
import { isDynamic } from './schemas';

/** A schema of the definition, with all evidence of the values that it describes. */
export interface Observed {
  /** `$ref` followed: the schema that says what may come. */
  schema: Node;
  evidence: Evidence;
  /** Property names from the payload's root, `[]` for the items of an array; of the first place that leads here. */
  path: string[];
  /** The objects with `$ref` on the way here, outermost first. */
  via: Node[];
}

const mostVisits = 50_000;

/** Every schema that takes part in describing payloads, each once however many ways lead to it; parents first. */
export function observedSchemas(
  definition: Definition,
  root: Node | undefined,
  evidence: Evidence,
  /** Filled with every reference that was followed, and where it led. */
  targets = new Map<string, Node | undefined>(),
): Observed[] {
  const found = new Map<Node, Observed>();
  let budget = mostVisits;

  const visit = (written: Node | undefined, seen: Evidence, path: string[], via: Node[], open: Node[]): void => {
    const schema = follow(definition, written, targets);
    // Parts combined with itself by `allOf` say nothing new.
    if (!isObject(written) || !isObject(schema) || open.includes(schema) || --budget < 0) return;
    if (isDynamic(written) || isDynamic(schema)) return;
    const way = written === schema ? via : [...via, written];
    const known = found.get(schema);
    if (known) known.evidence = combine(known.evidence, seen);
    else found.set(schema, { schema, evidence: seen, path, via: way });
    for (const part of schema.get('allOf')?.items ?? []) visit(part, seen, path, way, [...open, schema]);
    const items = schema.get('items');
    if (seen.items && isObject(items)) visit(items, seen.items, [...path, '[]'], way, []);
    const properties = schema.get('properties');
    const others = schema.get('additionalProperties');
    for (const [key, member] of seen.members) {
      const described = isObject(properties) ? properties.get(key) : undefined;
      if (described) visit(described, member, [...path, key], way, []);
      else if (isObject(others)) visit(others, member, [...path, key], way, []);
    }
  };
  visit(root, evidence, [], [], []);
  return [...found.values()];
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

/** What a schema says that payloads contradict, or leaves unsaid that they hold. */
export type Discrepancy =
  | { kind: 'type'; type: Node; allowed: string[]; came: (Kind | 'null')[] }
  | { kind: 'null'; at: Node }
  | { kind: 'missing'; required: Node; items: Node[] }
  | { kind: 'enum'; list: Node; came: Scalar[] }
  | { kind: 'undescribed'; names: string[] };

/** @param described names that schemas combined with this one describe. */
export function discrepanciesOf({ schema, evidence }: Observed, described: ReadonlySet<string>): Discrepancy[] {
  return [
    ...typeDiscrepancies(schema, evidence),
    ...enumDiscrepancy(schema, evidence),
    ...missing(schema, evidence),
    ...undescribed(schema, evidence, described),
  ];
}

/** The types that a schema allows, null by `x-nullable` included; undefined where it says nothing. */
export function typesOf(schema: Node): string[] | undefined {
  const type = schema.get('type');
  if (type?.kind === 'array') return type.items.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  if (type?.kind !== 'string' || type.value === 'file') return undefined;
  return isNullable(schema) ? [String(type.value), 'null'] : [String(type.value)];
}

export function isNullable(schema: Node): boolean {
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
  // Where there is a type, that one says already that null cannot be.
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

/** An object whose properties could be told here: not one that `anyOf` or `oneOf` describe. */
function describesObjects(schema: Node): boolean {
  if (schema.member('anyOf') || schema.member('oneOf') || schema.member('patternProperties')) return false;
  return schema.member('properties') !== undefined || typesOf(schema)?.includes('object') === true;
}

/** The names of properties that a schema describes, itself or by `allOf`. */
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
 * Of each schema the names that it need not describe. Parts of an `allOf` share the task: what one of them describes the
 * others need not, and what none of them does is missed in one of them alone.
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

/**
 * The members of `definitions` that serve the content of one path item and nothing else of the document, directly or
 * through one another: only these may change when its notification schema does.
 */
export function exclusiveDefinitions(definition: Definition, content: Node): Set<Node> {
  const owners = new Map<Node, Set<Node | 'content' | 'other'>>();
  for (const { target, place } of definition.references) {
    const node = definition.target(target);
    const section = node && sectionOf(definition, node);
    if (!section) continue;
    let from: Node | 'content' | 'other' = 'other';
    for (let at: typeof place | undefined = place; at; at = at.parent) {
      if (at.node === content) from = 'content';
      else if (at.role === 'schema' && at.parent?.role === 'root') from = at.node;
    }
    owners.set(section, (owners.get(section) ?? new Set()).add(from));
  }
  const exclusive = new Set(owners.keys());
  for (let changed = true; changed; ) {
    changed = false;
    for (const section of exclusive) {
      const isOurs = [...owners.get(section)!].every(
        (from) => from === 'content' || (from !== 'other' && exclusive.has(from)),
      );
      if (!isOurs) changed = exclusive.delete(section) || changed;
    }
  }
  return exclusive;
}

/** The member of `definitions` that a node stands in. */
export function sectionOf(definition: Definition, node: Node): Node | undefined {
  const definitions = definition.root.get('definitions');
  let at: Node | undefined = node;
  while (at && at.parent !== definitions) at = at.parent;
  return at && definitions && at !== definitions ? at : undefined;
}

export function memberOf(node: Node): Member | undefined {
  return node.parent?.members.find(({ value }) => value === node);
}

/** A path as people write it: `commits[].author.name`. */
export function pathText(path: string[]): string {
  return path.reduce((text, name) => (name === '[]' ? `${text}[]` : text ? `${text}.${name}` : name), '');
}

/** A reference to a member of `definitions`. */
export function referenceTo(name: string): string {
  return `#/definitions/${escapePointer(name)}`;
}
