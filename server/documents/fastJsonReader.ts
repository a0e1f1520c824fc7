import {
  backslash,
  carriageReturn,
  closeBrace,
  closeBracket,
  colon,
  comma,
  doubleQuote,
  lineFeed,
  openBrace,
  openBracket,
  slash,
  space,
  tab,
} from './characters';
import { duplicateKeys, hasDuplicates, maxDepth, skipBlank } from './json';
import { type Member, Node, type Piece, type Scalar } from './tree';

/**
 * Reads JSON without faults, several times as fast as the parser that copes with them. Each method throws `faulty` at the
 * first irregularity, including nesting deeper than {@link maxDepth}; the other parser then reports it.
 */
export class PlainReader {
  /** True when an object of the piece has a key twice. */
  duplicates = false;
  private piece: Piece;
  /** Offset of the piece in the text. */
  private base: number;
  private depth = 0;
  // Members and items of open objects and arrays, on one stack each: an array that grows one by one keeps room for sixteen more.
  private readonly pendingMembers: Member[] = [];
  private memberCount = 0;
  private readonly pendingItems: Node[] = [];
  private itemCount = 0;

  constructor(
    private readonly text: string,
    private readonly comments: boolean,
    public position: number,
    piece: Piece,
  ) {
    this.piece = piece;
    this.base = position;
  }

  /** Begins a piece at the position: nodes read from now on belong to it. */
  enter(piece: Piece): void {
    this.piece = piece;
    this.base = this.position;
    this.duplicates = false;
  }

  /** Continues after a piece that has a fault. */
  leave(position: number): void {
    this.position = position;
    this.depth = 0;
    this.memberCount = 0;
    this.itemCount = 0;
  }

  /** Throws unless only blanks follow. */
  end(): void {
    if (!Number.isNaN(this.next())) throw faulty;
  }

  /** Moves to the next character that is not a blank; returns its code, NaN at the end. */
  next(): number {
    const { text } = this;
    let i = this.position;
    for (;;) {
      const c = text.charCodeAt(i);
      if (c === space || c === lineFeed || c === carriageReturn || c === tab) i++;
      else if (c === slash && this.comments) {
        const after = skipBlank(text, i, true);
        if (after === i) throw faulty;
        i = after;
      } else {
        this.position = i;
        return c;
      }
    }
  }

  /** Moves past `code`; throws where another character comes next. */
  expect(code: number): void {
    if (this.next() !== code) throw faulty;
    this.position++;
  }

  /** Moves past the separator after a value; returns false where that is the `closing` bracket. */
  more(closing: number): boolean {
    const c = this.next();
    this.position++;
    if (c === closing) return false;
    if (c !== comma) throw faulty;
    return true;
  }

  /** Reads the string that begins at the position. */
  string(): string {
    const { text } = this;
    const start = this.position;
    if (text.charCodeAt(start) !== doubleQuote) throw faulty;
    for (let i = start + 1; ; i++) {
      const c = text.charCodeAt(i);
      if (c === doubleQuote) {
        this.position = i + 1;
        return text.slice(start + 1, i);
      }
      if (c === backslash) return this.escaped(i);
      if (!(c >= space)) throw faulty;
    }
  }

  private escaped(from: number): string {
    const { text } = this;
    const start = this.position;
    for (let i = from; ; i++) {
      const c = text.charCodeAt(i);
      if (c === doubleQuote) {
        this.position = i + 1;
        return parsed(text.slice(start, i + 1)) as string;
      }
      if (c === backslash) i++;
      else if (!(c >= space)) throw faulty;
    }
  }

  /** Reads the value that begins at the next character. */
  value(parent: Node | undefined): Node {
    const c = this.next();
    const start = this.position - this.base;
    if (c === doubleQuote) return this.scalar('string', this.string(), start, parent);
    if (c !== openBrace && c !== openBracket) {
      const value = this.word();
      return this.scalar(value === null ? 'null' : (typeof value as 'number' | 'boolean'), value, start, parent);
    }
    if (++this.depth > maxDepth) throw faulty;
    this.position++;
    const node = new Node(c === openBrace ? 'object' : 'array', this.piece, start, start);
    node.parent = parent;
    if (c === openBrace) node.members = this.members(node);
    else node.items = this.items(node);
    node.end = this.position - this.base;
    this.depth--;
    return node;
  }

  private scalar(kind: Node['kind'], value: Scalar, start: number, parent: Node | undefined): Node {
    const node = new Node(kind, this.piece, start, this.position - this.base);
    node.value = value;
    node.parent = parent;
    return node;
  }

  private word(): Scalar {
    const { text } = this;
    const start = this.position;
    let i = start;
    for (;;) {
      const c = text.charCodeAt(i);
      // Digits, small letters and what else numbers hold.
      if ((c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x7a) || c === 0x2b || c === 0x2d || c === 0x2e || c === 0x45)
        i++;
      else break;
    }
    this.position = i;
    return parsed(text.slice(start, i)) as Scalar;
  }

  private items(parent: Node): Node[] {
    if (this.next() === closeBracket) {
      this.position++;
      return [];
    }
    const from = this.itemCount;
    do {
      const item = this.value(parent);
      this.pendingItems[this.itemCount++] = item;
    } while (this.more(closeBracket));
    const items = this.pendingItems.slice(from, this.itemCount);
    this.itemCount = from;
    return items;
  }

  private members(parent: Node): Member[] {
    if (this.next() === closeBrace) {
      this.position++;
      return [];
    }
    const from = this.memberCount;
    do {
      const member = this.member(parent);
      this.pendingMembers[this.memberCount++] = member;
    } while (this.more(closeBrace));
    const members = this.pendingMembers.slice(from, this.memberCount);
    this.memberCount = from;
    this.duplicates ||= hasDuplicates(members);
    return members;
  }

  private member(parent: Node): Member {
    const { piece } = this;
    this.next();
    const keyStart = this.position - this.base;
    const key = this.string();
    const keyEnd = this.position - this.base;
    this.expect(colon);
    return { key, piece, keyStart, keyEnd, value: this.value(parent) };
  }
}

/** The error that a {@link PlainReader} throws. */
export const faulty = new Error('Not plain JSON');

function parsed(literal: string): unknown {
  try {
    return JSON.parse(literal);
  } catch {
    throw faulty;
  }
}

/** The value that makes up the whole text of a piece; undefined where it has a fault. */
export function readPlain(text: string, piece: Piece, comments: boolean): Node | undefined {
  return plainly(() => {
    const reader = new PlainReader(text, comments, 0, piece);
    const value = reader.value(undefined);
    reader.end();
    if (reader.duplicates) duplicateKeys(value, piece.problems);
    return value;
  });
}

/** The result of `read`; undefined where a {@link PlainReader} met a fault. */
export function plainly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error === faulty) return undefined;
    throw error;
  }
}
