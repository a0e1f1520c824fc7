import { isObject, type Member, type Node, resolvePointer } from '../documents/tree';
import { escapePointer } from '../protocol/pointer';
import { dynamicOperations } from './dynamicOperations';
import type { Keeper, LookedUp, Operation, Reference, Remembered, SectionFacts, Targets } from './operation';
import type { ConnectorProperties } from './properties';
import { enclosing, type MethodName, methods, type Place, type Role, walk } from './walk';

/** One kind of result about operations or sections: see {@link Definition.recall}. */
export class Memory<T> {
  private static kinds = 0;
  /** Index of the result in {@link Keeper.kept}. */
  readonly index = Memory.kinds++;
  declare readonly answer: T;
}

/** What a definition has outside of its sections: results about these may depend on it. */
interface Frame {
  values: (Node | undefined)[];
  properties: ConnectorProperties | undefined;
}

/** A part of a definition that is read and checked on its own: a path item, or a shared schema, parameter or response. */
export interface Section {
  facts: SectionFacts;
  root: Place;
}

/** The {@link Node.memo} of a section. A class, since a YAML alias may make the root a section, too. */
class SectionMemo {
  constructor(
    readonly key: string,
    readonly facts: SectionFacts,
  ) {}
}

/** The model that rules and features read: a tree as a definition. Built for each version from the facts of its sections. */
export class Definition {
  readonly operations: Operation[] = [];
  readonly references: Reference[] = [];
  /** References to another section than the one for their role, such as a schema's outside of `definitions`. */
  readonly strays: Reference[] = [];
  /** The `security` of each operation that has one. */
  readonly securities: Node[] = [];
  readonly sections: Section[] = [];
  /** Sections that contain a callback, or a reference that leads to one. */
  private readonly nearCallback: Set<Node>;
  /** The same object as in the previous version where nothing outside of the sections has changed. */
  readonly frame: Frame;
  private static versions = 0;
  private readonly version = ++Definition.versions;
  /** The version that this one was made from, and the references that lead elsewhere since; undefined where it is not known. */
  private readonly since: { version: number; changed: Set<string>; edited: number[] | undefined } | undefined;
  private ids: Map<string, Operation[]> | undefined;
  private readonly shared: Operation[][] = [];
  private readonly targets: Targets;
  /** The values of the members of all sections in this version. */
  private readonly values: (Node | undefined)[] = [];
  private readonly answers = new Map<unknown, { answer: unknown }>();
  /** Results of {@link keep} and {@link collect}. */
  private readonly carried: Map<unknown, unknown>;
  /** What the current computation of {@link recall} has looked up. */
  private asked: LookedUp | undefined;

  constructor(
    readonly root: Node,
    /** True when the text has a fault: what is missing may be behind it. */
    readonly broken: boolean,
    /** `apiProperties.json` next to the definition, where it can be read. */
    readonly properties?: ConnectorProperties,
    /** The size of the file in bytes, where it is JSON, which is what people submit; otherwise 0. */
    readonly bytes = 0,
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
    // The root stays the same node while edits stay within sections.
    const before = root.memo instanceof Definition ? root.memo : undefined;
    const known = before && this.knownTargets(before);
    this.targets = known?.targets ?? new Map();
    this.since = before &&
      known && { version: before.version, changed: known.changed, edited: this.editedSince(before.sections) };
    this.frame = this.frameAfter(before?.frame);
    this.carried = before?.carried ?? new Map();
    root.memo = this;
    this.nearCallback = this.reachingCallback();
  }

  /**
   * Targets of references from the previous version, looked up again only in sections that the edit since has touched, and
   * the references that lead elsewhere; undefined where that is not known.
   */
  private knownTargets(before: Definition): { targets: Targets; changed: Set<string> } | undefined {
    if (before.values.length !== this.values.length) return undefined;
    const edited: string[] = [];
    let i = 0;
    for (const { section, member } of inSections(this.root)) {
      if (before.values[i++] !== member.value) edited.push(`#/${section}/${escapePointer(member.key)}`);
    }
    if (edited.length > maxEdited) return undefined;
    const targets: Targets = new Map();
    const changed = new Set<string>();
    for (const [fragment, node] of before.targets) {
      const isKept =
        sectionFragment.test(fragment) &&
        !unusualEscape.test(fragment) &&
        !edited.some((pointer) => fragment.startsWith(pointer));
      // Outside of sections, or escaped differently than by escapePointer: looked up again.
      const found = isKept ? node : resolvePointer(this.root, fragment);
      targets.set(fragment, found);
      if (found !== node) changed.add(fragment);
    }
    return { targets, changed };
  }

  /** The indexes of the sections that have been read again; undefined where they do not correspond. */
  private editedSince(before: Section[]): number[] | undefined {
    if (before.length !== this.sections.length) return undefined;
    return this.sections.flatMap(({ facts }, index) => (facts === before[index]!.facts ? [] : [index]));
  }

  private frameAfter(before: Frame | undefined): Frame {
    const { properties, root } = this;
    const values = root.members.flatMap(({ key, value }) => (Object.hasOwn(sectionRoles, key) ? [] : [value]));
    const isSame = before !== undefined && before.properties === properties && isSameList(before.values, values);
    return isSame ? before : { values, properties };
  }

  /**
   * The result of `compute` for an operation or a section, kept from version to version while that and everything that it
   * found by {@link target} and {@link operationNamed} are the same. It must not depend on anything else in the definition.
   */
  recall<T>(memory: Memory<T>, keeper: Keeper, compute: () => T): T {
    const known = keeper.kept[memory.index];
    if (known && this.isValid(known)) return known.answer as T;
    const outer = this.asked;
    const asked: LookedUp = { targets: undefined, named: undefined };
    this.asked = asked;
    const answer = compute();
    this.asked = outer;
    keeper.kept[memory.index] = { ...asked, answer, version: this.version };
    if (outer) this.leadTo(asked);
    return answer;
  }

  /** True when all that a result looked up is still the same. Most often no reference leads elsewhere than before. */
  private isValid(known: Remembered): boolean {
    const { targets, named, version } = known;
    const isSame =
      version === this.version ||
      (named === undefined &&
        (targets === undefined || (version === this.since?.version && !isAnyIn(targets, this.since.changed))));
    // A computation that is under way depends on it, too: looking it up notes that.
    if ((!isSame || this.asked) && !this.leadTo(known)) return false;
    known.version = this.version;
    return true;
  }

  /** True when everything is still the same that was looked up. */
  private leadTo({ targets, named }: LookedUp): boolean {
    if (targets) for (const [fragment, node] of targets) if (this.target(fragment) !== node) return false;
    if (named) for (const [id, node] of named) if (this.operationNamed(id)?.node !== node) return false;
    return true;
  }

  /**
   * What each section has of one kind, in the order of the document: kept as {@link recall} does, so that it must not depend on
   * anything else than {@link target}.
   */
  collect<T>(memory: Memory<T[]>, findIn: (facts: SectionFacts) => T[]): readonly T[] {
    const known = this.carried.get(memory) as Collected<T> | undefined;
    if (known?.version === this.version) return known.all;
    const find = ({ facts }: Section): T[] => this.recall(memory, facts, () => findIn(facts));
    const edited =
      known?.version === this.since?.version && this.since?.changed.size === 0 ? this.since.edited : undefined;
    const lists = known && edited ? known.lists : this.sections.map(find);
    let isSame = known !== undefined && edited !== undefined;
    for (const index of edited ?? []) {
      const found = find(this.sections[index]!);
      isSame &&= found.length === 0 && lists[index]!.length === 0;
      lists[index] = found;
    }
    const collected = { version: this.version, lists, all: isSame ? known!.all : lists.flat() };
    this.carried.set(memory, collected);
    return collected.all;
  }

  /**
   * The result of `compute`, kept from version to version while all that it is made from is the same. It must not hold
   * anything of one version, such as a node.
   */
  keep<T>(memory: Memory<T>, madeFrom: readonly (string | number)[], compute: () => T): T {
    const known = this.carried.get(memory) as Kept | undefined;
    if (known && isSameList(known.madeFrom, madeFrom)) return known.answer as T;
    const answer = compute();
    this.carried.set(memory, { madeFrom, answer } satisfies Kept);
    return answer;
  }

  /** The result of `compute` for this version, computed once. */
  once<T>(compute: (definition: Definition) => T): T {
    const known = this.answers.get(compute);
    if (known) return known.answer as T;
    const answer = compute(this);
    this.answers.set(compute, { answer });
    return answer;
  }

  /** True when an operation of this path item may take a callback URL: most can't, and need not be searched for one. */
  mayHaveCallback(pathItem: Node): boolean {
    return this.nearCallback.has(pathItem);
  }

  private reachingCallback(): Set<Node> {
    const users = this.usersOfSections();
    const pending = this.sections.flatMap(({ facts, root }) => (facts.callback ? [root.node] : []));
    const reaching = new Set(pending);
    for (let node = pending.pop(); node; node = pending.pop()) {
      for (const user of users.get(node) ?? []) {
        if (reaching.has(user)) continue;
        reaching.add(user);
        pending.push(user);
      }
    }
    return reaching;
  }

  /** The sections that refer to each section. A reference into the middle of one counts as a reference to all of it. */
  private usersOfSections(): Map<Node, Node[]> {
    const roots = new Set(this.sections.map(({ root }) => root.node));
    const users = new Map<Node, Node[]>();
    for (const { facts, root } of this.sections) {
      for (const { target } of facts.references) {
        let section = this.target(target);
        while (section && !roots.has(section)) section = section.parent;
        if (!section) continue;
        const known = users.get(section);
        if (known) known.push(root.node);
        else users.set(section, [root.node]);
      }
    }
    return users;
  }

  operationsById(id: string): Operation[] {
    return this.byId().get(id) ?? [];
  }

  /** The first operation with an operationId, as {@link target} for what is kept. */
  operationNamed(id: string): Operation | undefined {
    const found = this.operationsById(id)[0];
    if (this.asked) {
      this.asked.named ??= new Map();
      this.asked.named.set(id, found?.node);
    }
    return found;
  }

  /** All operationIds, each once. */
  operationIds(): string[] {
    return [...this.byId().keys()].filter((id) => id !== '');
  }

  /** Operations with the same operationId, at least two in each list. */
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

  /** The node that any number of `$ref`s lead to; undefined where they lead nowhere or in a circle. */
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

/** A result of {@link Definition.keep}. */
interface Kept {
  madeFrom: readonly (string | number)[];
  answer: unknown;
}

/** A result of {@link Definition.collect}. */
interface Collected<T> {
  version: number;
  /** What each section has. */
  lists: T[][];
  all: readonly T[];
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function isAnyIn(targets: Targets, changed: Set<string>): boolean {
  if (changed.size === 0) return false;
  for (const fragment of targets.keys()) if (changed.has(fragment)) return true;
  return false;
}

/** A reference that leads into one of the sections. */
const sectionFragment = /^#\/(?:paths|definitions|parameters|responses)\/./;
const unusualEscape = /%|~(?!1)/;
/** Maximum number of edited sections for which targets are kept: an edit usually touches one. */
const maxEdited = 4;

function* inSections(root: Node): Iterable<{ section: string; member: Member }> {
  for (const { key, value } of root.members) {
    if (!Object.hasOwn(sectionRoles, key) || value?.kind !== 'object') continue;
    for (const member of value.members) yield { section: key, member };
  }
}

/** The parts of a document that are analysed and cached separately: each path item, definition, shared parameter and response. */
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
  const top: Place = { node: root, role: 'root', parent: undefined, member: undefined };
  const found = [top];
  const add = (place: Place): void => {
    found.push(place);
  };
  for (const member of root.members) {
    if (member.value) visitOuter(member, member.value, top, add);
  }
  return found;
}

function visitOuter(member: Member, value: Node, parent: Place, add: (place: Place) => void): void {
  const { key } = member;
  if (key === 'tags') {
    for (const node of value.items.filter(isObject)) walk({ node, role: 'tag', parent, member: undefined }, add);
  }
  if (!isObject(value)) return;
  if (key === 'info') walk({ node: value, role: 'info', parent, member }, add);
  else if (key === 'paths' || key === 'externalDocs') add({ node: value, role: key, parent, member });
  else if (key === 'securityDefinitions') {
    for (const inner of value.members)
      if (isObject(inner.value)) add({ node: inner.value, role: 'securityScheme', parent, member: inner });
  }
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

/** Where the target of a reference belongs, by its role. */
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
  const kept = keptFacts(place);
  if (kept) return kept;
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
    kept: [],
  };
  walk(place, (at) => noteFacts(at, facts));
  place.node.memo = new SectionMemo(place.member?.key ?? '', facts);
  return facts;
}

/** The facts from an earlier version; the same node may hold another key after an edit of the key alone. */
function keptFacts({ node, member, role }: Place): SectionFacts | undefined {
  if (!(node.memo instanceof SectionMemo) || node.memo.key !== (member?.key ?? '')) return undefined;
  const { facts } = node.memo;
  const [first] = facts.places;
  return first?.role === role && first.member === member ? facts : undefined;
}

const letterX = 0x78;
const dollar = 0x24;

function noteFacts(place: Place, facts: SectionFacts): void {
  facts.places.push(place);
  let isExtended = false;
  for (const member of place.node.members) {
    const first = member.key.charCodeAt(0);
    if (first === letterX) isExtended = true;
    else if (first === dollar && member.key === '$ref') noteReference(place, member, facts);
  }
  if (isExtended) noteExtensions(place, facts);
  if (place.role === 'operation') noteOperation(place, facts);
}

function noteOperation(place: Place, facts: SectionFacts): void {
  const { node, member } = place;
  if (!member || !methods.includes(member.key as MethodName)) return;
  const security = node.get('security');
  if (security) facts.securities.push(security);
  const holder = enclosing(place, 'pathItem');
  if (!holder?.member) return;
  facts.operations.push({
    place,
    node,
    method: member.key as MethodName,
    member,
    path: holder.member.key,
    pathMember: holder.member,
    pathItem: holder.node,
    operationId: node.text('operationId'),
    marked: holder.node.member('x-ms-notification-content') !== undefined || hasTriggerKey(node),
    kept: [],
  });
}
