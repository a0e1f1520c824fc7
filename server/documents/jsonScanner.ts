import { backslash, carriageReturn, doubleQuote, lineFeed, slash, space, tab } from './characters';
import { mixedEnd, quotedText, typographicStringEnd, withoutOuterQuotes } from './quotes';
import { type Fault, faults, foreignBlank } from './syntaxFaults';
import type { Scalar } from './tree';

export type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal' | 'junk' | 'end';

/**
 * Cuts JSON into tokens, even where it is faulty: a string ends with its line, and a missing quote is assumed where it
 * makes sense. One instance moves from token to token; its fields describe the current one.
 */
export class Scanner {
  kind: TokenKind = 'end';
  start = 0;
  end = 0;
  value: Scalar = null;
  /** Number of the token's line, and that line's indentation in characters; -1 on the first line, which may begin inside a line of the document. */
  line = 0;
  indent = -1;
  firstOnLine = false;
  /** The end and the line of the previous token. */
  lastEnd = 0;
  lastLine = 0;

  constructor(
    readonly text: string,
    private readonly comments: boolean,
    private readonly problem: (fault: Fault, start: number, end: number) => void,
  ) {}

  next(): TokenKind {
    this.lastEnd = this.end;
    this.lastLine = this.line;
    this.skipBlanks();
    this.start = this.end;
    const c = this.text[this.start];
    if (c === undefined) this.kind = 'end';
    else if (c === '"') this.readString();
    else if (c === '{' || c === '}' || c === '[' || c === ']' || c === ',' || c === ':') {
      this.kind = c;
      this.end++;
    } else {
      const end = c === "'" ? mixedEnd(this.text, this.start) : typographicStringEnd(this.text, this.start);
      if (!this.takeTypographic(end)) this.readWord();
    }
    return this.kind;
  }

  /** True when the token, a string, is followed by a colon. */
  isKey(): boolean {
    let i = this.end;
    while (isBlank(this.text.charCodeAt(i))) i++;
    return this.text[i] === ':';
  }

  /** Ends the token earlier, so that what was cut off is read again. */
  cutAt(end: number, value: string): void {
    this.end = end;
    this.value = value;
  }

  private skipBlanks(): void {
    const { text } = this;
    this.firstOnLine = false;
    for (let i = this.end; ; i++) {
      const c = text.charCodeAt(i);
      if (c === lineFeed) {
        this.line++;
        this.indent = indentOf(text, i + 1);
        this.firstOnLine = true;
      } else if (c === slash) {
        const after = this.skipComment(i);
        if (after < 0) {
          this.end = i;
          return;
        }
        i = after - 1;
      } else if (!isBlank(c)) {
        if (!isForeignBlank(c)) {
          this.end = i;
          return;
        }
        this.problem(foreignBlank(c), i, i + 1);
      }
    }
  }

  /** The index after the comment; -1 where no comment begins. */
  private skipComment(start: number): number {
    const { text } = this;
    const second = text[start + 1];
    if (second !== '/' && second !== '*') return -1;
    const closing = second === '/' ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
    const end = closing < 0 ? text.length : second === '/' ? closing : closing + 2;
    if (!this.comments) this.problem(faults.comment, start, end);
    else if (second === '*' && closing < 0) this.problem(faults.openComment, start, start + 2);
    for (let i = text.indexOf('\n', start); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) this.line++;
    return end;
  }

  private readString(): void {
    const { text, start } = this;
    this.kind = 'string';
    let plain = true;
    for (let i = start + 1; ; i++) {
      const c = text.charCodeAt(i);
      if (c === doubleQuote) {
        this.end = i + 1;
        if (!this.isFollowed() && this.takeTypographic(mixedEnd(text, start))) return;
        this.value = plain ? text.slice(start + 1, i) : this.unescape(start, i + 1);
        return;
      }
      if (c === backslash) {
        plain = false;
        i++;
      } else if (c === lineFeed || c === carriageReturn || Number.isNaN(c)) {
        this.readOpenString(i);
        return;
      } else if (c < space) {
        this.problem(faults.character, i, i + 1);
      }
    }
  }

  /** Reads a string that does not end on its line, up to what looks like its end. */
  private readOpenString(lineEnd: number): void {
    const { text, start } = this;
    if (this.takeTypographic(mixedEnd(text, start))) return;
    const line = text.slice(start, lineEnd);
    const key = /^"([^":]+):\s*["{[]/.exec(line);
    if (key) this.cutAt(start + 1 + key[1]!.length, key[1]!);
    else {
      // What ends in a comma goes up to that comma.
      const content = line.slice(1).trimEnd().replace(/,$/, '').trimEnd();
      this.cutAt(start + 1 + content.length, content);
    }
    this.problem(faults.stringEnd, start, this.end);
  }

  /** Takes a string that begins or ends with a typographic quote; false where `end` is negative. */
  private takeTypographic(end: number): boolean {
    if (end < 0) return false;
    this.kind = 'string';
    this.cutAt(end, quotedText(this.text.slice(this.start, end)));
    this.problem(faults.typographicQuotes, this.start, end);
    return true;
  }

  /** True when the token, a string, is followed by what may follow a string. */
  private isFollowed(): boolean {
    let i = this.end;
    while (i < this.text.length && ' \t\r'.includes(this.text[i]!)) i++;
    return i >= this.text.length || ':,}]\n/'.includes(this.text[i]!);
  }

  private unescape(start: number, end: number): string {
    const literal = this.text.slice(start, end);
    try {
      return JSON.parse(literal) as string;
    } catch {
      const faulty = /\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(literal.replaceAll('\\\\', '__'));
      if (faulty) this.problem(faults.escape, start + faulty.index, start + faulty.index + 2);
      return literal.slice(1, -1);
    }
  }

  private readWord(): void {
    const { text, start } = this;
    let end = start;
    while (end < text.length && !/[\s"{}[\],:]/.test(text[end]!)) end++;
    const word = text.slice(start, end);
    this.end = Math.max(end, start + 1);
    this.kind = 'literal';
    if (word === 'true' || word === 'false') this.value = word === 'true';
    else if (word === 'null') this.value = null;
    else if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) this.value = Number(word);
    else this.readUnquoted();
  }

  /** Reads a text without its opening quote, or without any quotes. */
  private readUnquoted(): void {
    const { text, start } = this;
    // No key or value without a quote is longer, and searching further at each word would be slow.
    const line = /^.*/.exec(text.slice(start, start + 500))![0];
    const half = /^([^"{}[\]]*)"(?=\s*(?:[,:}\]]|\r?$))/.exec(line);
    if (half) {
      this.kind = 'string';
      this.cutAt(start + half[0].length, half[1]!);
      this.problem(faults.openingQuote, start, this.end);
      return;
    }
    this.value = withoutOuterQuotes(text.slice(start, this.end));
    this.kind = this.isKey() ? 'string' : 'junk';
    this.problem(this.kind === 'string' ? faults.propertyName : faults.noValue, start, this.end);
  }
}

function isBlank(c: number): boolean {
  return c === space || c === lineFeed || c === carriageReturn || c === tab;
}

/** True for blanks that JSON does not allow, as in text pasted from a web page. */
function isForeignBlank(c: number): boolean {
  return c > 0x7e && (unseen.has(c) || /\s/.test(String.fromCharCode(c)));
}

/** Next line, zero-width space, non-joiner and joiner, word joiner: not blanks in Unicode, but just as invisible. */
const unseen = new Set([0x85, 0x200b, 0x200c, 0x200d, 0x2060]);

function indentOf(text: string, lineStart: number): number {
  let i = lineStart;
  while (text.charCodeAt(i) === space || text.charCodeAt(i) === tab) i++;
  return i - lineStart;
}
