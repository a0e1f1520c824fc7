import { fragmentKeys } from '../protocol/pointer';
import type { FaultKind } from './syntaxFaults';

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
  /** True when nodes may be shared or contain themselves, as YAML's aliases allow. */
  aliased?: boolean;
  /** Offset in the piece from which nodes may belong elsewhere: after a fault, YAML has no brackets to find the structure again. */
  doubtful?: number | undefined;
}

/** A fault in the text; offsets are relative to its piece. */
export interface Problem {
  code: 'syntax' | 'duplicate-key';
  /** The kind of a fault that has one; those of the YAML parser have none. */
  fault?: FaultKind;
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

/** Number of members from which a map is faster than a search. */
const manyMembers = 12;

export class Node {
  value: Scalar = null;
  members: Member[] = none;
  items: Node[] = none;
  parent: Node | undefined;
  /**
   * Whatever users of the tree keep about this node until it is read again. It is in the node itself because V8's minor
   * collections keep everything alive that a WeakMap holds: whole trees would wait for the next full one.
   */
  memo: unknown;
  private index: Map<string, Member> | undefined;

  constructor(
    readonly kind: NodeKind,
    public piece: Piece,
    public start: number,
    public end: number,
  ) {}

  /** The member with a key; the last one where there are several, as in parsers that accept duplicates. */
  member(key: string): Member | undefined {
    const { members } = this;
    if (members.length < manyMembers) {
      // Called more often than anything else: a loop is several times as fast as a callback.
      for (let i = members.length - 1; i >= 0; i--) if (members[i]!.key === key) return members[i];
      return undefined;
    }
    this.index ??= new Map(this.members.map((member) => [member.key, member]));
    return this.index.get(key);
  }

  /** Replaces the member at an index. */
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

/** The span from the key to the end of its value. */
export function memberSpan(member: Member): Span {
  const key = keySpan(member);
  return { start: key.start, end: member.value ? Math.max(key.end, spanOf(member.value).end) : key.end };
}

export function isObject(node: Node | undefined): node is Node {
  return node?.kind === 'object';
}

/** True when the text around a node has a syntax error, so that a member which seems to be missing may be there. */
export function hasSyntaxError(node: Node): boolean {
  return node.piece.problems.some(({ code }) => code === 'syntax');
}

/** The node that a fragment (`#/definitions/a~1b`) leads to from the root. */
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

/** The tree as plain data. A node inside itself (a YAML alias to an ancestor) becomes null; `budget` bounds the number of nodes. */
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
