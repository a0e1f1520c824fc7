import type { Member, Node } from '../../documents/tree';
import { breakingDynamicOperation } from '../../rules/breaking-dynamic-operation';
import type { At } from '../../rules/rule';
import { say } from '../../texts/say';
import { type Comparison, levelFor, type Pair, type Subject, wayOut } from './comparison';
import { type Field, fieldOf, lossAt, memberAt, propertiesOf, sourcesOf } from './field';

/** Maximum number of schemas inside each other that are compared. */
const maxDepth = 60;

/** Maximum number of schemas that are listed as removed or added below one place. */
const maxListed = 1000;

/** Names from the request or the notification down; `[]` for the items of a list. */
export type Path = string[];

/** A message names a field as it is written in reports and scripts. */
export const pathText = (path: Path): string => path.join('/');

/** Compares schemas property by property. What a difference means depends on the direction: see the subclasses. */
export abstract class FieldComparison {
  /** The pairs around the current one, from the outside in. */
  private readonly open: Pair<Field>[] = [];
  /** The outermost of the open pairs that something in the current one refers to, by its index. */
  private outermost = Number.POSITIVE_INFINITY;
  /**
   * Pairs in which no difference was found, in the order in which they were left. They refer to pairs that are still open, so
   * that counts only until one of these differs.
   */
  private readonly assumed: Pair<Field>[] = [];
  /** The {@link outermost} of each of these, by the old schema and the new one. */
  private readonly assumedOutermost = new Map<Node, Map<Node, number>>();
  private listed = 0;

  protected abstract readonly direction: 'input' | 'output';

  constructor(
    protected readonly comparison: Comparison,
    protected readonly subject: Subject,
  ) {}

  /** Compares what is about the value itself. Returns false where its content is not to be compared. */
  protected abstract compareValue(fields: Pair<Field>, path: Path): boolean;
  protected abstract compareProperties(fields: Pair<Field>, properties: Pair<Map<string, Member>>, path: Path): void;
  /** @param field internal when it is, or something around it */
  protected abstract reportRemoved(field: Field, lostAt: At, path: Path): void;

  /** Compares a value and everything in it. */
  compare(fields: Pair<Field>, path: Path): void {
    const { comparison, direction, open } = this;
    if (!comparison.mayCompare()) return;
    if (!this.compareValue(fields, path)) return;
    if (comparison.isKnownSame(direction, fields.old.node, fields.now.node)) return;
    const known = this.knownOutermost(fields);
    if (known !== undefined) {
      this.outermost = Math.min(this.outermost, known);
      return;
    }
    const depth = open.length;
    const around = this.outermost;
    const found = comparison.found.length;
    const assumedBefore = this.assumed.length;
    this.outermost = Number.POSITIVE_INFINITY;
    open.push(fields);
    this.compareContent(fields, path);
    open.pop();
    this.settle(fields, depth, assumedBefore, comparison.found.length > found);
    this.outermost = Math.min(around, this.outermost < depth ? this.outermost : Number.POSITIVE_INFINITY);
  }

  /**
   * The index of the outermost open pair that a pair refers to, where its content need not be compared: it is open itself, it
   * was found without a difference, or it lies too deep.
   */
  private knownOutermost({ old, now }: Pair<Field>): number | undefined {
    const index = this.open.findIndex((pair) => pair.old.node === old.node && pair.now.node === now.node);
    if (index >= 0) return index;
    if (this.open.length > maxDepth) return 0;
    return this.assumedOutermost.get(old.node)?.get(now.node);
  }

  /** Notes whether a pair differs, and so what is known about it and about the pairs assumed to be the same inside it. */
  private settle(fields: Pair<Field>, depth: number, assumedBefore: number, differs: boolean): void {
    if (!differs) this.assume(fields);
    if (!differs && this.outermost < depth) return;
    for (const { old, now } of this.assumed.splice(assumedBefore)) {
      this.assumedOutermost.get(old.node)!.delete(now.node);
      if (!differs) this.comparison.noteSame(this.direction, old.node, now.node);
    }
  }

  private assume(pair: Pair<Field>): void {
    this.assumed.push(pair);
    const known = this.assumedOutermost.get(pair.old.node) ?? new Map<Node, number>();
    this.assumedOutermost.set(pair.old.node, known.set(pair.now.node, this.outermost));
  }

  private compareContent(fields: Pair<Field>, path: Path): void {
    const { old, now } = fields;
    const { comparison } = this;
    const properties = {
      old: propertiesOf(comparison.old.definition, old.node),
      now: propertiesOf(comparison.now.definition, now.node),
    };
    this.compareProperties(fields, properties, path);
    this.compareItems(fields, [...path, '[]']);
  }

  private compareItems({ old, now }: Pair<Field>, path: Path): void {
    const oldItems = this.itemsOf('old', old);
    if (!oldItems) return;
    const items = this.itemsOf('now', now);
    if (items) this.compare({ old: oldItems, now: items }, path);
    else if (!now.node.member('items') && !now.dynamic) this.reportAllRemoved(oldItems, lossAt(now), path);
  }

  protected itemsOf(version: 'old' | 'now', { node }: Field): Field | undefined {
    const member = node.member('items');
    return member && fieldOf(this.comparison[version].definition, member.value, { key: member });
  }

  protected propertyOf(version: 'old' | 'now', member: Member): Field | undefined {
    return fieldOf(this.comparison[version].definition, member.value, { key: member });
  }

  /**
   * Reports a value that is gone, and everything in it: each is dynamic content, or a value in flows, of its own.
   *
   * @param lostAt the place in the new version that no longer has it
   * @param hidden true when something around the value is internal
   */
  protected reportAllRemoved(field: Field, lostAt: At, path: Path, hidden = false, above = this.oldAround()): void {
    if (++this.listed > maxListed) return;
    const internal = hidden || field.internal;
    this.reportRemoved({ ...field, internal }, lostAt, path);
    this.reportContentRemoved({ ...field, internal }, lostAt, path, above);
  }

  /** The old schemas around the current one: a circle ends where it closes, in the designer too. */
  private oldAround(): Set<Node> {
    return new Set(this.open.map(({ old }) => old.node));
  }

  /** As {@link reportAllRemoved}, without the value itself. */
  protected reportContentRemoved(field: Field, lostAt: At, path: Path, above = this.oldAround()): void {
    if (above.has(field.node) || above.size > maxDepth) return;
    const { internal } = field;
    above.add(field.node);
    for (const [name, member] of propertiesOf(this.comparison.old.definition, field.node)) {
      const inner = this.propertyOf('old', member);
      if (inner) this.reportAllRemoved(inner, lostAt, [...path, name], internal, above);
    }
    const items = this.itemsOf('old', field);
    if (items) this.reportAllRemoved(items, lostAt, [...path, '[]'], internal, above);
    above.delete(field.node);
  }

  /** Compares the operations that give the shape of a value, or its choices. */
  protected compareSources(fields: Pair<Field>, path: Path, what: string): void {
    for (const kind of ['shape', 'choices'] as const) {
      const [old] = sourcesOf(fields.old.node, kind);
      const [now] = sourcesOf(fields.now.node, kind);
      if (!old || (kind === 'choices' && !now)) continue;
      if (now && (old.id === now.id || this.isRenamed(old.id, now.id))) continue;
      const content = kind === 'shape' ? say('fields') : say('choices');
      const message = now
        ? say`The ${content} of ${what} come from "${now.id}" instead of "${old.id}".`
        : say`The ${content} of ${what} no longer come from "${old.id}".`;
      const { operationId } = this.subject;
      this.comparison.report(
        breakingDynamicOperation,
        say`${message} Flows use those of the old operation. ${wayOut(operationId, say`Use "${old.id}" again`)}`,
        {
          at: now?.member.value ? { node: now.member.value } : fields.now.at,
          oldAt: { key: old.member },
          operationId,
          path: pathText(path),
          severity: kind === 'shape' ? levelFor(this.subject) : undefined,
        },
      );
    }
  }

  /** True when two operationIds are names of the same path and method: flows don't keep the name of such an operation. */
  private isRenamed(oldId: string, id: string): boolean {
    const [old] = this.comparison.old.definition.operationsById(oldId);
    const [now] = this.comparison.now.definition.operationsById(id);
    return old !== undefined && now !== undefined && old.path === now.path && old.method === now.method;
  }

  protected place(fields: Pair<Field>, key: string, path: Path) {
    const { operationId } = this.subject;
    return {
      at: memberAt(fields.now, key),
      oldAt: memberAt(fields.old, key),
      operationId,
      path: pathText(path),
      severity: levelFor(this.subject),
    };
  }
}
