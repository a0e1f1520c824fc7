import { isObject, type Member, type Node } from '../documents/tree';
import { escapePointer, fragmentKeys } from '../protocol/pointer';
import { dynamicOperations } from './dynamicOperations';
import type { SectionFacts } from './operation';
import { enclosing, type MethodName, methods, type Place, type Role, walk } from './walk';

/**
 * A part of a definition that is read and checked on its own: a path item, or a shared schema, parameter or response. It is
 * the {@link Node.memo} of its object as long as that is the same: a class, since a YAML alias may make the root a section, too.
 */
export class Section {
  constructor(
    readonly facts: SectionFacts,
    readonly root: Place,
    /** Where it is, such as `definitions/Name`, with the name escaped as in a pointer. */
    readonly name: string,
    /** Its index in {@link Layout.sections}. */
    readonly index: number,
  ) {}
}

/** What was read again. */
export interface Edited {
  changes: SectionChange[];
  /** The names of these sections, and of what is next to them without being one, such as an extension of `paths`. */
  names: string[];
}

/** A section as it was, and as it is after an edit. */
export interface SectionChange {
  /** Index of the section. */
  index: number;
  before: Section;
  after: Section;
}

const sectionRoles: Record<string, Role> = {
  paths: 'pathItem',
  definitions: 'schema',
  parameters: 'parameter',
  responses: 'response',
};

/** The role of what a top-level member holds by name; undefined for one that holds no sections. */
export const roleOfSections = (key: string): Role | undefined =>
  Object.hasOwn(sectionRoles, key) ? sectionRoles[key] : undefined;

/** Maximum number of edited sections that are exchanged: an edit usually touches one. */
const maxEdited = 4;

/** The sections of a document, in its order. They are found once, and exchanged one by one while edits stay within sections. */
export class Layout {
  /** A new list after each edit. */
  sections: Section[] = [];
  /** The number of edits of what is next to sections without being one, such as an extension of `paths`. */
  editsBeside = 0;
  /** The members of all objects that hold sections, with their values: a member may hold something else, too. */
  private readonly members: Member[] = [];
  private readonly values: (Node | undefined)[] = [];
  /** The index of the section that each member holds; -1 where it holds none. */
  private readonly indexes: number[] = [];

  constructor(root: Node) {
    const top: Place = { node: root, role: 'root', parent: undefined, member: undefined };
    for (const member of root.members) {
      const { key, value } = member;
      const role = roleOfSections(key);
      if (!role || value?.kind !== 'object') continue;
      const parent: Place = role === 'pathItem' ? { node: value, role: 'paths', parent: top, member } : top;
      for (const inner of value.members) {
        const isSection = holdsSection(inner, role);
        this.members.push(inner);
        this.values.push(inner.value);
        this.indexes.push(isSection ? this.sections.length : -1);
        if (isSection) this.sections.push(sectionFor(inner, role, parent, nameOf(key, inner), this.sections.length));
      }
    }
  }

  /** Exchanges the sections that were edited since; undefined where they do not correspond, or are many. */
  update(root: Node): Edited | undefined {
    const edited = this.edited(root);
    const isAlike = ({ at, member, role }: EditedMember): boolean =>
      holdsSection(member, role) === this.indexes[at]! >= 0;
    if (!edited || edited.length > maxEdited || !edited.every(isAlike)) return undefined;
    const changes: SectionChange[] = [];
    for (const { at, member, role } of edited) {
      this.members[at] = member;
      this.values[at] = member.value;
      const index = this.indexes[at]!;
      if (index < 0) {
        this.editsBeside++;
        continue;
      }
      const before = this.sections[index]!;
      changes.push({ index, before, after: sectionFor(member, role, before.root.parent!, before.name, index) });
    }
    if (changes.length > 0) this.sections = this.sections.slice();
    for (const { index, after } of changes) this.sections[index] = after;
    return { changes, names: edited.map(({ name }) => name) };
  }

  /** The members whose value was read again; undefined where there are others than before. */
  private edited(root: Node): EditedMember[] | undefined {
    const edited: EditedMember[] = [];
    let at = 0;
    for (const { key, value } of root.members) {
      const role = roleOfSections(key);
      if (!role || value?.kind !== 'object') continue;
      for (const member of value.members) {
        if (at >= this.members.length || this.members[at]!.key !== member.key) return undefined;
        if (this.values[at] !== member.value) edited.push({ at, member, role, name: nameOf(key, member) });
        at++;
      }
    }
    return at === this.members.length ? edited : undefined;
  }
}

interface EditedMember {
  /** Index of the member. */
  at: number;
  member: Member;
  role: Role;
  name: string;
}

const nameOf = (key: string, member: Member): string => `${key}/${escapePointer(member.key)}`;

const holdsSection = ({ key, value }: Member, role: Role): boolean =>
  value?.kind === 'object' && !(role === 'pathItem' && key.startsWith('x-'));

function sectionFor(member: Member, role: Role, parent: Place, name: string, index: number): Section {
  const node = member.value!;
  const refined = role === 'parameter' && node.text('in') === 'body' ? 'bodyParameter' : role;
  const place: Place = { node, role: refined, parent, member };
  const section = new Section(keptFacts(place, name) ?? factsFor(place), place, name, index);
  node.memo = section;
  return section;
}

/** The facts from an earlier version; the same node may hold another key after an edit of the key alone. */
function keptFacts({ node, member, role }: Place, name: string): SectionFacts | undefined {
  if (!(node.memo instanceof Section) || node.memo.name !== name) return undefined;
  const { facts } = node.memo;
  const [first] = facts.places;
  return first?.role === role && first.member === member ? facts : undefined;
}

/** The name of the section that a reference leads to, or into; undefined where it leads into none. */
export function sectionNamed(fragment: string): string | undefined {
  if (!fragment.startsWith('#/')) return undefined;
  const usual = fragment.includes('%') || fragment.includes('~') ? usualForm(fragment) : fragment;
  const name = usual.indexOf('/', 2) + 1;
  if (name === 0 || !roleOfSections(usual.slice(2, name - 1))) return undefined;
  const end = usual.indexOf('/', name);
  return end < 0 ? usual.slice(2) : usual.slice(2, end);
}

/** A reference without what it escapes needlessly: the same for all that lead to one place. */
export function usualForm(fragment: string): string {
  return ['#', ...fragmentKeys(fragment).map(escapePointer)].join('/');
}

/** The section that holds a node. */
export function sectionAround(node: Node): Section | undefined {
  let at: Node | undefined = node;
  while (at && !(at.memo instanceof Section)) at = at.parent;
  return at?.memo as Section | undefined;
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
    lookedUp: { targets: undefined, ids: undefined },
  };
  walk(place, (at) => noteFacts(at, facts));
  return facts;
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
