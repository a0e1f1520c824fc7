import { fragmentKeys } from '../protocol/pointer';
/**
 * The tree that both JSON and YAML are read into. A document is read in pieces (a path item, a definition, another
 * top-level member); positions inside a piece are relative to it, so an edit elsewhere moves a piece without touching
 * its nodes.
 */

export interface Piece {
  /** Offset in the document, in UTF-16 code units. */
  start: number;
  end: number;
  problems: Problem[];
  /** Nodes may be shared, or hold themselves, as YAML's aliases allow. */
  aliased?: boolean;
  /** Relative to it: what was read from here on may belong elsewhere, since YAML has no brackets to find the way back by. */
  doubtful?: number | undefined;
}

/** Something the parser could not read, relative to its piece. */
export interface Problem {
  code: 'syntax' | 'duplicate-key';
  message: string;
  start: number;
  end: number;
}

export type Scalar = string | number | boolean | null;
export type NodeKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

export interface Member {
  key: string;
  piece: Piece;
  keyStart: number;
  keyEnd: number;
  /** Undefined where the text has none, as while typing `"key":`. */
  value: Node | undefined;
}

const manyMembers = 12;

export class Node {
  value: Scalar = null;
  members: Member[] = none;
  items: Node[] = none;
  parent: Node | undefined;
  /**
   * For whoever works on the tree: what was found out about this node, as long as it is not read anew. In the node itself,
   * since V8's small collections take all that a WeakMap holds for alive: whole trees would wait for the next full one.
   */
  memo: unknown;
  private index: Map<string, Member> | undefined;

  constructor(
    readonly kind: NodeKind,
    public piece: Piece,
    public start: number,
    public end: number,
  ) {}

  /** The member of that key; the last one where it stands twice, as parsers that accept duplicates do. */
  member(key: string): Member | undefined {
    const { members } = this;
    if (members.length < manyMembers) {
      // Asked for more often than anything else: a loop, since it is several times as fast as a callback.
      for (let i = members.length - 1; i >= 0; i--) if (members[i]!.key === key) return members[i];
      return undefined;
    }
    this.index ??= new Map(this.members.map((member) => [member.key, member]));
    return this.index.get(key);
  }

  /** Puts a member in the place of one that was read before. */
  replace(index: number, member: Member): void {
    this.members[index] = member;
    this.index = undefined;
  }

  get(key: string): Node | undefined {
    return this.member(key)?.value;
  }

  /** The value of a string member. */
  text(key: string): string | undefined {
    const node = this.get(key);
    return node?.kind === 'string' ? (node.value as string) : undefined;
  }
}

const none: never[] = [];

export interface Span {
  /** Offsets in the document. */
  start: number;
  end: number;
}

export function spanOf(node: Node): Span {
  return { start: node.piece.start + node.start, end: node.piece.start + node.end };
}

export function keySpan(member: Member): Span {
  return { start: member.piece.start + member.keyStart, end: member.piece.start + member.keyEnd };
}

/** From the key to the end of its value. */
export function memberSpan(member: Member): Span {
  const key = keySpan(member);
  return { start: key.start, end: member.value ? Math.max(key.end, spanOf(member.value).end) : key.end };
}

export function isObject(node: Node | undefined): node is Node {
  return node?.kind === 'object';
}

/** Where a JSON pointer's fragment (`#/definitions/a~1b`) leads from the root. */
export function resolvePointer(root: Node | undefined, fragment: string): Node | undefined {
  if (!root || !fragment.startsWith('#')) return undefined;
  if (fragment.length > 1 && fragment[1] !== '/') return undefined;
  let node: Node | undefined = root;
  for (const key of fragmentKeys(fragment)) {
    if (node?.kind === 'object') node = node.get(key);
    else if (node?.kind === 'array') node = /^\d+$/.test(key) ? node.items[Number(key)] : undefined;
    else return undefined;
  }
  return node;
}

/** Plain data; a node met again inside itself (a YAML alias to an ancestor) becomes null, `budget` bounds the size. */
export function toData(node: Node | undefined, budget = { nodes: 200_000 }, open = new Set<Node>()): unknown {
  if (!node || open.has(node) || --budget.nodes < 0) return null;
  if (node.kind === 'object') {
    open.add(node);
    const entries = node.members.map((member): [string, unknown] => [member.key, toData(member.value, budget, open)]);
    open.delete(node);
    return Object.fromEntries(entries);
  }
  if (node.kind === 'array') {
    open.add(node);
    const items = node.items.map((item) => toData(item, budget, open));
    open.delete(node);
    return items;
  }
  return node.value;
}
