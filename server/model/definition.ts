import { type Node, resolvePointer } from '../documents/tree';
import { escapePointer } from '../protocol/pointer';
import type { Keeper, LookedUp, Operation, Question, Reference, Remembered, Targets } from './operation';
import type { ConnectorProperties } from './properties';
import { type Edited, Layout, roleOfSections, type Section, type SectionChange, sectionNamed } from './sections';

/** One kind of result: see {@link Definition.recall}. */
export class Memory<T> {
  private static kinds = 0;
  /** Index of the result in {@link Keeper.kept}. */
  readonly index = Memory.kinds++;
  declare readonly answer: T;
}

/** What sections have of one kind: see {@link Definition.collect}. */
abstract class Source<T> {
  constructor(private readonly isSame: (one: T, other: T) => boolean) {}

  /** True where all of them say the same as others that were there before. */
  isSameList(some: readonly T[], others: readonly T[]): boolean {
    return some.length === others.length && some.every((one, index) => this.isSame(one, others[index]!));
  }
}

/** What follows from each section alone. */
export class Listing<T> extends Source<T> {
  constructor(
    readonly find: (section: Section) => readonly T[],
    /** True where one of them says the same as the one that was there before, which then stays. */
    isSame: (one: T, other: T) => boolean = Object.is,
  ) {
    super(isSame);
  }
}

/** What follows from each section and what is asked of the definition. */
export class Collection<T> extends Source<T> {
  readonly memory = new Memory<readonly T[]>();

  constructor(readonly find: (section: Section, definition: Definition) => readonly T[]) {
    super(Object.is);
  }
}

/** What follows from something else that each section has. */
export class Part<T, S> extends Source<T> {
  constructor(
    readonly from: Source<S>,
    readonly find: (some: readonly S[]) => readonly T[],
    /** As for {@link Listing}. */
    isSame: (one: T, other: T) => boolean = Object.is,
  ) {
    super(isSame);
  }
}

/** The model that rules and features read: a tree as a definition. Built for each version from the facts of its sections. */
export class Definition {
  private static versions = 0;
  private readonly version = ++Definition.versions;
  private readonly frame: Frame;
  private readonly kept: Kept;
  private readonly list: Section[];
  /** What has changed since the version that this one was made from; undefined where that is not known. */
  private readonly since: Changes | undefined;
  private readonly answers = new Map<Question, unknown>();
  /** What the current computation of {@link recall} has looked up. */
  private asked: LookedUp | undefined;

  constructor(
    private readonly top: Node,
    private readonly isBroken: boolean,
    /** `apiProperties.json` next to the definition, where it can be read. */
    properties?: ConnectorProperties,
    private readonly size = 0,
  ) {
    // The root stays the same node while edits stay within sections.
    const before = top.memo instanceof Definition ? top.memo : undefined;
    const edited = before?.kept.layout.update(top);
    this.kept = before && edited ? before.kept : new Kept(top);
    this.list = this.kept.layout.sections;
    this.since = before && edited && { version: before.version, ...this.kept.apply(edited) };
    this.frame = frameAfter(before?.frame, top, this.kept.layout.editsBeside, properties);
    top.memo = this;
  }

  /**
   * The root. What is kept may depend on what is outside of the sections; into these, only the other methods lead.
   */
  get root(): Node {
    this.note(Definition.frameOf, this.frame);
    return this.top;
  }
  get properties(): ConnectorProperties | undefined {
    return this.note(Definition.frameOf, this.frame).properties;
  }
  /** True when the text has a fault: what is missing may be behind it. */
  get broken(): boolean {
    return this.note(Definition.brokenness, this.isBroken);
  }
  /** The size of the file in bytes, where it is JSON, which is what people submit; otherwise 0. */
  get bytes(): number {
    return this.note(Definition.sizeOf, this.size);
  }
  get sections(): readonly Section[] {
    return this.note(Definition.sectionsOf, this.list);
  }
  get operations(): readonly Operation[] {
    return this.collect(allOperations);
  }
  get references(): readonly Reference[] {
    return this.collect(allReferences);
  }
  /** The `security` of each operation that has one. */
  get securities(): readonly Node[] {
    return this.collect(allSecurities);
  }

  private static readonly frameOf = (definition: Definition): Frame => definition.frame;
  private static readonly brokenness = (definition: Definition): boolean => definition.isBroken;
  private static readonly sizeOf = (definition: Definition): number => definition.size;
  private static readonly sectionsOf = (definition: Definition): readonly Section[] => definition.list;
  private static readonly versionOf = (definition: Definition): number => definition.version;

  /**
   * The result of `compute` for an operation or a section, kept from version to version while that and the answers to all
   * that it asks this definition stay the same. Of nodes in other sections, it must see only those that it asks for.
   */
  recall<T>(memory: Memory<T>, keeper: Keeper, compute: () => T): T {
    const known = keeper.kept[memory.index];
    if (known && this.isValid(known)) return known.answer as T;
    const remembered = new Result(this.version);
    const answer = this.asking(remembered, compute);
    remembered.answer = answer;
    keeper.kept[memory.index] = remembered;
    if (this.asked) addLookups(this.asked, remembered);
    return answer;
  }

  /**
   * As {@link recall}, for the definition as a whole.
   *
   * @param isSame true where a new result says the same as the known one, which is then kept, with what depends on it
   */
  keep<T>(memory: Memory<T>, compute: () => T, isSame?: (known: T, found: T) => boolean): T {
    const known = this.kept.kept[memory.index];
    return this.recall(memory, this.kept, () => {
      const found = compute();
      return known && isSame?.(known.answer as T, found) ? (known.answer as T) : found;
    });
  }

  /** True when all that a result looked up is still the same. Most often no reference leads elsewhere than before. */
  private isValid(known: Remembered): boolean {
    if (known.version !== this.version && !this.isUntouched(known) && !this.isAsBefore(known)) return false;
    known.version = this.version;
    // A computation that is under way depends on it, too.
    if (this.asked) addLookups(this.asked, known);
    return true;
  }

  private isUntouched({ version, targets, named, answers }: Remembered): boolean {
    const { since } = this;
    const isAway = version === since?.version && !isAnyIn(since.targets, targets) && !isAnyIn(since.ids, named);
    return isAway && (!answers || this.answersAsBefore(answers));
  }

  /** Looks up again what was looked up; true when everything is still the same. */
  private isAsBefore({ targets, named, answers }: LookedUp): boolean {
    if (targets) for (const [fragment, node] of targets) if (this.target(fragment) !== node) return false;
    if (named) for (const [id, node] of named) if (this.operationNamed(id)?.node !== node) return false;
    return !answers || this.answersAsBefore(answers);
  }

  private answersAsBefore(answers: Map<Question, unknown>): boolean {
    for (const [question, answer] of answers) if (this.ask(question) !== answer) return false;
    return true;
  }

  private ask(question: Question): unknown {
    return question instanceof Source
      ? this.collect(question)
      : this.once(question as (definition: Definition) => unknown);
  }

  /** The result of `compute` for this version, computed once. */
  once<T>(compute: (definition: Definition) => T): T {
    if (!this.answers.has(compute)) {
      const answer = this.asking(undefined, () => compute(this));
      this.answers.set(compute, answer);
    }
    return this.note(compute, this.answers.get(compute) as T);
  }

  /** Notes an answer that the computation under way depends on. */
  private note<T>(question: Question, answer: T): T {
    if (this.asked) {
      this.asked.answers ??= new Map();
      this.asked.answers.set(question, answer);
    }
    return answer;
  }

  /**
   * What the sections have of one kind, in the order of the document: found again only in those that were edited, and in
   * those that depend on them. The same list as in the previous version where each of them has the same as before.
   */
  collect<T>(source: Source<T>): readonly T[] {
    const { all } = this.asking(undefined, () => this.collected(source));
    return this.note(source, all);
  }

  /** Computes while what is looked up is noted elsewhere than before, or nowhere. */
  private asking<T>(asked: LookedUp | undefined, compute: () => T): T {
    const outer = this.asked;
    this.asked = asked;
    try {
      return compute();
    } finally {
      this.asked = outer;
    }
  }

  /** What one section has of a kind: a part of {@link collect}. */
  collectIn<T>(source: Source<T>, section: Section): readonly T[] {
    if (source instanceof Listing) return source.find(section);
    if (source instanceof Part) return source.find(this.collectIn(source.from, section));
    const { find, memory } = source as Collection<T>;
    const { facts } = section;
    return this.recall(memory, facts, () => {
      const found = find(section, this);
      this.kept.noteLookups(section, this.asked!);
      return found.length > 0 ? found : none;
    });
  }

  private collected<T>(source: Source<T>): Collected<T> {
    const known = this.kept.collected.get(source) as Collected<T> | undefined;
    if (known?.version === this.version) return known;
    const found = this.collectAfter(source, known);
    const collected = { ...found, version: this.version };
    this.kept.collected.set(source, collected);
    return collected;
  }

  private collectAfter<T>(source: Source<T>, known: Collected<T> | undefined): Omit<Collected<T>, 'version'> {
    if (source instanceof Listing) return derive(source, this.list, source.find, known);
    if (source instanceof Part) return derive(source, this.collected(source.from).lists, source.find, known);
    const collection = source as Collection<T>;
    const isNext = known?.version === this.since?.version && known && this.answersAsBefore(known.answers);
    return isNext ? this.exchanged(collection, known) : this.inAll(collection, known);
  }

  private inAll<T>(collection: Collection<T>, known: Collected<T> | undefined): Omit<Collected<T>, 'version'> {
    const lists = this.list.map((section) => this.collectIn(collection, section));
    const answers = new Map<Question, unknown>();
    for (const { facts } of this.list) addAnswers(answers, facts.kept[collection.memory.index]?.answers);
    const all = lists.flat() as T[];
    return { lists, all: known && isSameList(known.all, all) ? known.all : all, answers };
  }

  private exchanged<T>(
    collection: Collection<T>,
    { lists, all, answers }: Collected<T>,
  ): Omit<Collected<T>, 'version'> {
    const lookedAt = new Map<number, readonly T[]>();
    for (const index of this.since!.affected) {
      const section = this.list[index]!;
      lookedAt.set(index, this.collectIn(collection, section));
      addAnswers(answers, section.facts.kept[collection.memory.index]?.answers);
    }
    return { ...exchange(collection, lists, all, lookedAt), answers };
  }

  operationsById(id: string): readonly Operation[] {
    return this.byId().get(id) ?? [];
  }

  /** The first operation with an operationId, as {@link target} for what is kept. */
  operationNamed(id: string): Operation | undefined {
    const found = this.kept.byId().get(id)?.[0];
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
  sameIds(): readonly (readonly Operation[])[] {
    this.byId();
    return this.kept.shared;
  }

  private byId(): ReadonlyMap<string, readonly Operation[]> {
    if (this.asked) this.collect(allOperations);
    return this.kept.byId();
  }

  target(fragment: string): Node | undefined {
    const found = this.kept.target(fragment);
    if (this.asked) {
      this.asked.targets ??= new Map();
      this.asked.targets.set(fragment, found);
      // An object that holds sections stays the same while they are edited.
      if (found?.piece === this.top.piece) this.note(Definition.versionOf, this.version);
    }
    return found;
  }

  /** The path item at a path. */
  pathItem(path: string): Node | undefined {
    return this.target(`#/paths/${escapePointer(path).replaceAll('%', '%25')}`);
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

const allOperations = new Listing<Operation>(({ facts }) => facts.operations);
const allReferences = new Listing<Reference>(({ facts }) => facts.references);
const allSecurities = new Listing<Node>(({ facts }) => facts.securities);

/** What a definition has outside of its sections: the same object as in the previous version where nothing of it has changed. */
interface Frame {
  values: (Node | undefined)[];
  editsBeside: number;
  properties: ConnectorProperties | undefined;
}

function frameAfter(
  before: Frame | undefined,
  root: Node,
  editsBeside: number,
  properties: ConnectorProperties | undefined,
): Frame {
  const values = root.members.flatMap(({ key, value }) => (roleOfSections(key) ? [] : [value]));
  if (before?.properties === properties && before?.editsBeside === editsBeside && isSameList(before.values, values))
    return before;
  return { values, editsBeside, properties };
}

/** What an edit has changed. */
interface Changes {
  /** The version before it. */
  version: number;
  /** The references that lead elsewhere since. */
  targets: Set<string>;
  /** The operationIds of the edited operations, before and after. */
  ids: Set<string>;
  /** The indexes of the sections that were edited or have looked up one of these, in ascending order. */
  affected: number[];
}

/** What goes from version to version as long as the root is the same. */
class Kept implements Keeper {
  readonly kept: (Remembered | undefined)[] = [];
  /** Each {@link Collected} by its collection. */
  readonly collected = new Map<object, unknown>();
  readonly layout: Layout;
  private readonly targets: Targets = new Map();
  /** The references that have been looked up, by the name of the section that they lead into; `''` for the others. */
  private readonly fragments = new Map<string, string[]>();
  private ids: Map<string, Operation[]> | undefined;
  /** The indexes of the sections by what they have looked up, once that is asked for. */
  private users: { targets: Map<string, Set<number>>; ids: Map<string, Set<number>> } | undefined;
  /** Those of the lists by operationId that have several operations, once they are asked for. */
  shared: Operation[][] = [];

  constructor(private readonly root: Node) {
    this.layout = new Layout(root);
  }

  target(fragment: string): Node | undefined {
    const known = this.targets.get(fragment);
    if (known || this.targets.has(fragment)) return known;
    const found = resolvePointer(this.root, fragment);
    this.targets.set(fragment, found);
    append(this.fragments, sectionNamed(fragment) ?? '', fragment);
    return found;
  }

  byId(): ReadonlyMap<string, readonly Operation[]> {
    if (this.ids) return this.ids;
    const ids = new Map<string, Operation[]>();
    for (const { facts } of this.layout.sections)
      for (const operation of facts.operations)
        if (operation.operationId !== undefined) append(ids, operation.operationId, operation);
    this.ids = ids;
    this.shared = [...ids.values()].filter(({ length }) => length > 1);
    return ids;
  }

  apply({ changes, names }: Edited): Omit<Changes, 'version'> {
    const targets = this.lookUpAgain(['', ...names]);
    const ids = new Set<string>();
    for (const { before, after } of changes) {
      for (const id of [...idsOf(before), ...idsOf(after)]) if (id !== undefined) ids.add(id);
      this.exchangeOperations(before.facts.operations, after.facts.operations);
    }
    return { targets, ids, affected: this.affectedBy(changes, targets, ids) };
  }

  /** Looks up again what leads into sections; the references that lead elsewhere. */
  private lookUpAgain(names: string[]): Set<string> {
    const changed = new Set<string>();
    for (const fragment of names.flatMap((name) => this.fragments.get(name) ?? [])) {
      const found = resolvePointer(this.root, fragment);
      if (found !== this.targets.get(fragment)) changed.add(fragment);
      this.targets.set(fragment, found);
    }
    return changed;
  }

  private exchangeOperations(before: Operation[], after: Operation[]): void {
    if (!this.ids) return;
    const isSame =
      before.length === after.length && before.every((one, i) => one.operationId === after[i]!.operationId);
    if (!isSame) {
      this.ids = undefined;
      return;
    }
    for (const [i, operation] of after.entries()) {
      const same = operation.operationId === undefined ? undefined : this.ids.get(operation.operationId);
      if (same) same[same.indexOf(before[i]!)] = operation;
    }
  }

  /** Notes what a result about a section has looked up, with its facts: they may outlive the layout. */
  noteLookups({ facts: { lookedUp }, index }: Section, { targets, named }: LookedUp): void {
    if (targets) lookedUp.targets = withKeys(lookedUp.targets, targets, index, this.users?.targets);
    if (named) lookedUp.ids = withKeys(lookedUp.ids, named, index, this.users?.ids);
  }

  /** The indexes of the sections that were edited, or may depend on what was, in their order. */
  private affectedBy(changes: SectionChange[], targets: Set<string>, ids: Set<string>): number[] {
    const affected = new Set(changes.map(({ index }) => index));
    if (targets.size > 0 || ids.size > 0) {
      this.users ??= usersIn(this.layout.sections);
      addUsers(affected, this.users.targets, targets);
      addUsers(affected, this.users.ids, ids);
    }
    return [...affected].sort((a, b) => a - b);
  }
}

function usersIn(sections: readonly Section[]) {
  const users = { targets: new Map<string, Set<number>>(), ids: new Map<string, Set<number>>() };
  for (const { facts, index } of sections) {
    for (const target of facts.lookedUp.targets ?? []) addUser(users.targets, target, index);
    for (const id of facts.lookedUp.ids ?? []) addUser(users.ids, id, index);
  }
  return users;
}

function addUser(users: Map<string, Set<number>>, key: string, index: number): void {
  const known = users.get(key);
  if (known) known.add(index);
  else users.set(key, new Set([index]));
}

function addUsers(affected: Set<number>, users: Map<string, Set<number>>, changed: Set<string>): void {
  for (const key of changed) for (const index of users.get(key) ?? []) affected.add(index);
}

const idsOf = ({ facts }: Section): (string | undefined)[] => facts.operations.map(({ operationId }) => operationId);

function append<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

const none: never[] = [];

class Result implements Remembered {
  answer: unknown;
  targets: Targets | undefined;
  named: Targets | undefined;
  answers: Map<Question, unknown> | undefined;

  constructor(public version: number) {}
}

/** A result of {@link Definition.collect}. */
interface Collected<T> {
  version: number;
  /** What each section has. */
  lists: (readonly T[])[];
  all: readonly T[];
  /** The answers to all that was asked for it about the whole definition. */
  answers: Map<Question, unknown>;
  /** What the lists follow from, where that is known. */
  inputs?: readonly unknown[];
}

const noAnswers = new Map<Question, unknown>();

/** What follows from each input, found again only for those that are others than before. */
function derive<T, I>(
  source: Source<T>,
  inputs: readonly I[],
  find: (input: I) => readonly T[],
  known: Collected<T> | undefined,
): Omit<Collected<T>, 'version'> {
  const before = known?.inputs;
  if (!known || before?.length !== inputs.length) {
    const lists = inputs.map((input) => {
      const found = find(input);
      return found.length > 0 ? found : none;
    });
    return { lists, all: lists.flat() as T[], answers: noAnswers, inputs };
  }
  const lookedAt = new Map<number, readonly T[]>();
  for (let i = 0; i < inputs.length; i++) if (inputs[i] !== before[i]) lookedAt.set(i, find(inputs[i]!));
  return { ...exchange(source, known.lists, known.all, lookedAt), answers: noAnswers, inputs };
}

/** Puts lists in the places of others, where they say something else. */
function exchange<T>(
  source: Source<T>,
  before: (readonly T[])[],
  all: readonly T[],
  found: Map<number, readonly T[]>,
): Pick<Collected<T>, 'lists' | 'all'> {
  let [lists, current] = [before, all];
  for (const [index, list] of found) {
    const old = lists[index]!;
    if (source.isSameList(list, old)) continue;
    if (lists === before) lists = before.slice();
    lists[index] = list;
    let start = 0;
    for (let i = 0; i < index; i++) start += lists[i]!.length;
    current = current.toSpliced(start, old.length, ...list);
  }
  return { lists, all: current };
}

function addAnswers(answers: Map<Question, unknown>, more: Map<Question, unknown> | undefined): void {
  if (more) for (const [question, answer] of more) answers.set(question, answer);
}

/** Adds what a part of a computation has looked up to what the computation has. */
function addLookups(asked: LookedUp, { targets, named, answers }: LookedUp): void {
  if (targets) {
    asked.targets ??= new Map();
    for (const [fragment, node] of targets) asked.targets.set(fragment, node);
  }
  if (named) {
    asked.named ??= new Map();
    for (const [id, node] of named) asked.named.set(id, node);
  }
  if (answers) {
    asked.answers ??= new Map();
    addAnswers(asked.answers, answers);
  }
}

function withKeys(
  known: Set<string> | undefined,
  more: Targets,
  index: number,
  users: Map<string, Set<number>> | undefined,
): Set<string> {
  const keys = known ?? new Set<string>();
  for (const key of more.keys()) {
    if (users && !keys.has(key)) addUser(users, key, index);
    keys.add(key);
  }
  return keys;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

/** True when any of some, usually none or one, is in a set. */
function isAnyIn(some: Set<string>, all: { size: number; has(one: string): boolean } | undefined): boolean {
  if (!all || all.size === 0 || some.size === 0) return false;
  for (const one of some) if (all.has(one)) return true;
  return false;
}
