import { escapePointer, pointerKeys } from '../../../server/protocol/pointer';
import type { TreeRow } from '../messages/delivery';
import type { Listing } from './listing';

interface Problem {
  pointer: string;
  message: string;
}

interface Node {
  pointer: string;
  depth: number;
  name: string;
  value: unknown;
  position: number;
  siblings: number;
}

/** Maximum number of characters of a value; the raw text has all of them. */
const maxValue = 400;
/** Maximum number of rows expanded at first, about one screen. */
const rowsOpenAtFirst = 40;
/** Maximum number of search matches. */
const maxMatches = 10_000;

/** A JSON value as tree rows. Only rows of expanded places are created, so large values stay cheap. */
export class PayloadTree implements Listing {
  private readonly open = new Set<string>(['']);
  private readonly problems = new Map<string, string[]>();
  private readonly below = new Map<string, number>();
  private visible: Node[] | undefined;

  constructor(
    private readonly value: unknown,
    problems: Problem[] = [],
  ) {
    this.openSmall();
    this.setProblems(problems);
  }

  get total(): number {
    return this.nodes().length;
  }

  /** The row of the first place with a problem. */
  get firstProblem(): number | undefined {
    const index = this.nodes().findIndex(({ pointer }) => this.problems.has(pointer));
    return index < 0 ? undefined : index;
  }

  /** Marks the places with problems and expands the path to the first ones. */
  setProblems(problems: Problem[]): void {
    this.problems.clear();
    this.below.clear();
    for (const { pointer, message } of problems) {
      const known = this.problems.get(pointer);
      if (known) known.push(message);
      else this.problems.set(pointer, [message]);
      for (const above of ancestors(pointer)) this.below.set(above, (this.below.get(above) ?? 0) + 1);
    }
    for (const { pointer } of problems.slice(0, 5)) this.openWayTo(pointer);
  }

  rows(from: number, count: number): TreeRow[] {
    return this.nodes()
      .slice(from, from + count)
      .map((node) => this.rowOf(node));
  }

  toggle(pointer: string): void {
    if (!this.open.delete(pointer)) this.open.add(pointer);
    this.visible = undefined;
  }

  /** Expands the path to a place; returns its row, or that of its nearest existing ancestor. */
  reveal(pointer: string): number {
    this.openWayTo(pointer);
    for (const place of [pointer, ...ancestors(pointer)]) {
      const index = this.nodes().findIndex((node) => node.pointer === place);
      if (index >= 0) return index;
    }
    return 0;
  }

  /** The value at a place, with the names and indices that lead there; undefined where there is no such place. */
  at(pointer: string): { path: (string | number)[]; value: unknown } | undefined {
    const path: (string | number)[] = [];
    let { value } = this;
    for (const key of pointerKeys(pointer)) {
      const child = childrenOf(value)?.find(([name]) => name === key);
      if (!child) return undefined;
      path.push(Array.isArray(value) ? Number(key) : key);
      [, value] = child;
    }
    return { path, value };
  }

  /** Returns the pointers of places whose name or value contains the query, in document order. */
  matches(query: string): string[] {
    const found: string[] = [];
    const wanted = query.toLowerCase();
    const contains = (text: string) => text.toLowerCase().includes(wanted);
    const waiting: Omit<Node, 'depth' | 'position' | 'siblings'>[] = [{ pointer: '', name: '', value: this.value }];
    for (let node = waiting.pop(); node && found.length < maxMatches; node = waiting.pop()) {
      const children = childrenOf(node.value);
      if (contains(node.name) || (!children && contains(valueText(node.value)))) found.push(node.pointer);
      for (let index = (children?.length ?? 0) - 1; index >= 0; index--) {
        const [name, value] = children![index]!;
        waiting.push({ pointer: below(node.pointer, name), name, value });
      }
    }
    return found;
  }

  /** Expands places level by level as long as the rows fit on a screen. */
  private openSmall(): void {
    const waiting: [pointer: string, value: unknown][] = [['', this.value]];
    let rows = 1;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [pointer, value] = next;
      const size = sizeOf(value) ?? 0;
      if (size === 0 || rows + size > rowsOpenAtFirst) continue;
      rows += size;
      this.open.add(pointer);
      for (const [name, child] of childrenOf(value) ?? []) waiting.push([below(pointer, name), child]);
    }
  }

  private openWayTo(pointer: string): void {
    for (const above of ancestors(pointer)) this.open.add(above);
    this.visible = undefined;
  }

  private nodes(): Node[] {
    if (this.visible) return this.visible;
    const visible: Node[] = [];
    const add = (node: Node): void => {
      visible.push(node);
      if (!this.open.has(node.pointer)) return;
      const children = childrenOf(node.value) ?? [];
      for (const [index, [name, value]] of children.entries()) {
        const place = { depth: node.depth + 1, position: index + 1, siblings: children.length };
        add({ pointer: below(node.pointer, name), name, value, ...place });
      }
    };
    add({ pointer: '', depth: 0, name: '', value: this.value, position: 1, siblings: 1 });
    this.visible = visible;
    return visible;
  }

  private rowOf({ value, ...node }: Node): TreeRow {
    const size = sizeOf(value);
    return {
      ...node,
      type: typeOf(value),
      ...(size === undefined ? { value: cut(valueText(value)) } : { size, isOpen: this.open.has(node.pointer) }),
      problems: this.problems.get(node.pointer) ?? [],
      problemsBelow: this.below.get(node.pointer) ?? 0,
    };
  }
}

function childrenOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value)
    ? value.map((item, index): [string, unknown] => [String(index), item])
    : Object.entries(value);
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function typeOf(value: unknown): TreeRow['type'] {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as TreeRow['type'];
}

const valueText = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

const cut = (text: string) => (text.length > maxValue ? `${text.slice(0, maxValue)}…` : text);

const below = (pointer: string, name: string) => `${pointer}/${escapePointer(name)}`;

/** Returns the pointers of all ancestors, the nearest first, the root last. */
function ancestors(pointer: string): string[] {
  const found: string[] = [];
  for (let at = pointer.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : pointer.lastIndexOf('/', at - 1)) {
    found.push(pointer.slice(0, at));
  }
  return found;
}
