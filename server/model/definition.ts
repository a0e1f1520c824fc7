import { type Member, type Node, resolvePointer } from '../documents/tree';
import { escapePointer } from '../protocol/pointer';
import { dynamicOperations } from './dynamicOperations';
import type { Operation, Reference, SectionFacts, Targets } from './operation';
import type { ConnectorProperties } from './properties';
import { enclosing, type MethodName, methods, type Place, type Role, walk } from './walk';

/** One kind of answers about operations: see {@link Definition.recall}. */
export class Memory<T> {
  private static kinds = 0;
  /** Where an operation keeps its answer. */
  readonly index = Memory.kinds++;
  declare readonly answer: T;
}

/** The {@link Node.memo} of a section. A class, since an alias of YAML may make the root one, too. */
class SectionMemo {
  constructor(
    readonly key: string,
    readonly facts: SectionFacts,
  ) {}
}

/** The model that rules and features read: a tree seen as a definition. Made anew for each version, from kept facts. */
export class Definition {
  readonly operations: Operation[] = [];
  readonly references: Reference[] = [];
  /** Those that lead out of the section where what they stand for is kept. */
  readonly strays: Reference[] = [];
  /** The `security` of each operation that has one. */
  readonly securities: Node[] = [];
  readonly sections: { facts: SectionFacts; root: Place }[] = [];
  /** Path items, definitions and so on that hold a callback, or a reference that leads to one in the end. */
  private readonly nearCallback: Set<Node>;
  private ids: Map<string, Operation[]> | undefined;
  private readonly shared: Operation[][] = [];
  private readonly targets: Targets;
  /** The value of all that stands in the sections, as it was for this version. */
  private readonly values: (Node | undefined)[] = [];
  private readonly answers = new Map<unknown, { answer: unknown }>();
  /** What the answer that is being worked out looks up. */
  private asked: { targets: Targets | undefined } | undefined;

  constructor(
    readonly root: Node,
    /** The text has a fault somewhere: absence then proves nothing. */
    readonly broken: boolean,
    /** `apiProperties.json` beside it, where there is one that can be read. */
    readonly properties?: ConnectorProperties,
  ) {
    for (const place of sectionsOf(root)) {
      const facts = factsFor(place);
      this.sections.push({ facts, root: place });
      for (const operation of facts.operations) this.operations.push(operation);
      for (const reference of facts.references) this.references.push(reference);
      for (const stray of facts.strays) this.strays.push(stray);
      for (const security of facts.securities) this.securities.push(security);
    }
    for (const { member } of inSections(root)) this.values.push(member.value);
    this.targets = this.knownTargets(root.memo instanceof Definition ? root.memo : undefined);
    // The root stays the same node as long as edits stay within sections.
    root.memo = this;
    this.nearCallback = this.reachingCallback();
  }

  /** Where references led in the version before: what stands in sections that the edit since has left alone. */
  private knownTargets(before: Definition | undefined): Targets {
    if (before?.values.length !== this.values.length) return new Map();
    const edited: string[] = [];
    let i = 0;
    for (const { section, member } of inSections(this.root)) {
      if (before.values[i++] !== member.value) edited.push(`#/${section}/${escapePointer(member.key)}`);
    }
    if (edited.length > mostEdited) return new Map();
    const targets: Targets = new Map();
    for (const [fragment, node] of before.targets) {
      // Elsewhere, or written otherwise than escapePointer does: looked up again.
      if (!sectionFragment.test(fragment) || unusualEscape.test(fragment)) continue;
      if (!edited.some((pointer) => fragment.startsWith(pointer))) targets.set(fragment, node);
    }
    return targets;
  }

  /**
   * What `compute` answers for an operation, kept from version to version as long as the operation and all that was found
   * by {@link target} on the way are the same. It must not depend on anything else of the definition.
   */
  recall<T>(memory: Memory<T>, operation: Operation, compute: () => T): T {
    const known = operation.kept[memory.index];
    if (known && this.leadsTo(known.targets)) return known.answer as T;
    const outer = this.asked;
    const asked = { targets: undefined };
    this.asked = asked;
    const answer = compute();
    this.asked = outer;
    const { targets } = asked;
    operation.kept[memory.index] = { answer, targets };
    if (outer) this.leadsTo(targets);
    return answer;
  }

  /** Also notes what an answer that is being worked out depends on. */
  private leadsTo(targets: Targets | undefined): boolean {
    if (targets) for (const [fragment, node] of targets) if (this.target(fragment) !== node) return false;
    return true;
  }

  /** What `compute` answers for this version, worked out once. */
  once<T>(compute: (definition: Definition) => T): T {
    const known = this.answers.get(compute);
    if (known) return known.answer as T;
    const answer = compute(this);
    this.answers.set(compute, { answer });
    return answer;
  }

  /** Whether an operation of this path item may take a callback URL: most cannot, and need not be searched for one. */
  mayHaveCallback(pathItem: Node): boolean {
    return this.nearCallback.has(pathItem);
  }

  private reachingCallback(): Set<Node> {
    const reaching = new Set<Node>();
    const users = new Map<Node, Node[]>();
    for (const { facts, root } of this.sections) {
      if (facts.callback) reaching.add(root.node);
      for (const { target } of facts.references) {
        const node = this.target(target);
        if (!node) continue;
        const known = users.get(node);
        if (known) known.push(root.node);
        else users.set(node, [root.node]);
      }
    }
    const roots = new Set(this.sections.map(({ root }) => root.node));
    // A reference into the middle of a section counts as one to all of it.
    for (const [node, by] of users) {
      if (roots.has(node)) continue;
      let at: Node | undefined = node;
      while (at && !roots.has(at)) at = at.parent;
      if (at) users.set(at, [...(users.get(at) ?? []), ...by]);
    }
    const pending = [...reaching];
    for (let node = pending.pop(); node; node = pending.pop()) {
      for (const user of users.get(node) ?? []) {
        if (reaching.has(user)) continue;
        reaching.add(user);
        pending.push(user);
      }
    }
    return reaching;
  }

  operationsById(id: string): Operation[] {
    return this.byId().get(id) ?? [];
  }

  /** Each once. */
  operationIds(): string[] {
    return [...this.byId().keys()].filter((id) => id !== '');
  }

  /** Operations with the same operationId, two at least in each list. */
  sameIds(): Operation[][] {
    this.byId();
    return this.shared;
  }

  private byId(): Map<string, Operation[]> {
    if (this.ids) return this.ids;
    const ids = new Map<string, Operation[]>();
    for (const operation of this.operations) {
      if (operation.operationId === undefined) continue;
      const same = ids.get(operation.operationId);
      if (!same) ids.set(operation.operationId, [operation]);
      else if (same.push(operation) === 2) this.shared.push(same);
    }
    this.ids = ids;
    return ids;
  }

  target(fragment: string): Node | undefined {
    let found = this.targets.get(fragment);
    if (!found && !this.targets.has(fragment)) {
      found = resolvePointer(this.root, fragment);
      this.targets.set(fragment, found);
    }
    if (this.asked) {
      this.asked.targets ??= new Map();
      this.asked.targets.set(fragment, found);
    }
    return found;
  }

  /** The node behind any number of `$ref`s; undefined where they lead nowhere or in a circle. */
  resolve(node: Node | undefined): Node | undefined {
    let at = node;
    for (let steps = 0; at?.kind === 'object' && steps < 64; steps++) {
      const reference = at.text('$ref');
      if (reference === undefined) return at;
      at = this.target(reference);
    }
    return at?.kind === 'object' && at.text('$ref') !== undefined ? undefined : at;
  }
}

const sectionRoles: Record<string, Role> = {
  paths: 'pathItem',
  definitions: 'schema',
  parameters: 'parameter',
  responses: 'response',
};

/** A reference that leads into one of the sections. */
const sectionFragment = /^#\/(?:paths|definitions|parameters|responses)\/./;
const unusualEscape = /%|~(?!1)/;
/** An edit touches one section; of more, what is left is not worth comparing. */
const mostEdited = 4;

function* inSections(root: Node): Iterable<{ section: string; member: Member }> {
  for (const { key, value } of root.members) {
    if (!Object.hasOwn(sectionRoles, key) || value?.kind !== 'object') continue;
    for (const member of value.members) yield { section: key, member };
  }
}

/** Each object whose facts are kept apart: path items, definitions, shared parameters and responses. */
function sectionsOf(root: Node): Place[] {
  const top: Place = { node: root, role: 'root', parent: undefined, member: undefined };
  const places: Place[] = [];
  for (const member of root.members) {
    const value = member.value;
    const role = Object.hasOwn(sectionRoles, member.key) ? sectionRoles[member.key] : undefined;
    if (!role || value?.kind !== 'object') continue;
    const parent: Place = role === 'pathItem' ? { node: value, role: 'paths', parent: top, member } : top;
    for (const inner of value.members) {
      if (inner.value?.kind !== 'object' || (role === 'pathItem' && inner.key.startsWith('x-'))) continue;
      const refined = role === 'parameter' && inner.value.text('in') === 'body' ? 'bodyParameter' : role;
      places.push({ node: inner.value, role: refined, parent, member: inner });
    }
  }
  return places;
}

/** Objects outside the sections: the root, `info`, `paths` itself, security schemes and tags. */
export function outerPlaces(root: Node): Place[] {
  const found: Place[] = [];
  const top: Place = { node: root, role: 'root', parent: undefined, member: undefined };
  found.push(top);
  for (const member of root.members) {
    const value = member.value;
    if (!value) continue;
    if (member.key === 'info' && value.kind === 'object')
      walk({ node: value, role: 'info', parent: top, member }, (place) => found.push(place));
    else if (member.key === 'paths' && value.kind === 'object')
      found.push({ node: value, role: 'paths', parent: top, member });
    else if (member.key === 'securityDefinitions' && value.kind === 'object') {
      for (const inner of value.members) {
        if (inner.value?.kind === 'object')
          found.push({ node: inner.value, role: 'securityScheme', parent: top, member: inner });
      }
    } else if (member.key === 'tags') {
      for (const item of value.items) {
        if (item.kind === 'object')
          walk({ node: item, role: 'tag', parent: top, member: undefined }, (place) => found.push(place));
      }
    } else if (member.key === 'externalDocs' && value.kind === 'object') {
      found.push({ node: value, role: 'externalDocs', parent: top, member });
    }
  }
  return found;
}

function hasTriggerKey(node: Node): boolean {
  return node.members.some(({ key }) => key.startsWith('x-ms-trigger'));
}

function noteReference(place: Place, member: Member, { references, strays }: SectionFacts): void {
  if (member.value?.kind !== 'string' || place.node.member('$ref') !== member) return;
  const reference = { member, target: member.value.value as string, role: place.role, place };
  references.push(reference);
  const home = homes[place.role];
  if (home && !reference.target.startsWith(home)) strays.push(reference);
}

/** Where what is referred to is kept, by what it stands for. */
export const homes: Partial<Record<Role, string>> = {
  schema: '#/definitions/',
  parameter: '#/parameters/',
  bodyParameter: '#/parameters/',
  response: '#/responses/',
};

const visibilities = new Set(['none', 'important', 'advanced', 'internal']);

function noteExtensions({ node, role }: Place, facts: SectionFacts): void {
  if (role === 'schema' && node.member('x-ms-notification-url')) facts.callback = true;
  const visibility = node.get('x-ms-visibility');
  if (visibility?.kind === 'string') {
    const text = String(visibility.value);
    const { unknownVisibilities: unknown } = facts;
    if (!visibilities.has(text.toLowerCase()) && !unknown.has(text)) unknown.set(text, visibility);
  }
  for (const dynamic of dynamicOperations(node)) facts.dynamicOperations.push(dynamic);
}

function factsFor(place: Place): SectionFacts {
  const key = place.member?.key ?? '';
  const kept = place.node.memo instanceof SectionMemo ? place.node.memo : undefined;
  // The same node may hold another key after an edit of the key alone.
  if (
    kept &&
    kept.key === key &&
    kept.facts.places[0]?.role === place.role &&
    kept.facts.places[0].member === place.member
  ) {
    return kept.facts;
  }
  const facts: SectionFacts = {
    operations: [],
    references: [],
    strays: [],
    securities: [],
    places: [],
    unknownVisibilities: new Map(),
    dynamicOperations: [],
    callback: false,
    memo: undefined,
  };
  walk(place, (at) => {
    facts.places.push(at);
    let extended = false;
    for (const member of at.node.members) {
      const first = member.key.charCodeAt(0);
      if (first === 0x78) extended = true;
      else if (first === 0x24 && member.key === '$ref') noteReference(at, member, facts);
    }
    if (extended) noteExtensions(at, facts);
    if (at.role === 'operation' && at.member && methods.includes(at.member.key as MethodName)) {
      const holder = enclosing(at, 'pathItem');
      const security = at.node.get('security');
      if (security) facts.securities.push(security);
      if (holder?.member) {
        facts.operations.push({
          place: at,
          node: at.node,
          method: at.member.key as MethodName,
          member: at.member,
          path: holder.member.key,
          pathMember: holder.member,
          pathItem: holder.node,
          operationId: at.node.text('operationId'),
          marked: holder.node.member('x-ms-notification-content') !== undefined || hasTriggerKey(at.node),
          kept: [],
        });
      }
    }
  });
  place.node.memo = new SectionMemo(key, facts);
  return facts;
}
