import { mixedEnd, quotedText, typographicEnd, withoutOuterQuotes } from './quotes';
import { faults } from './syntaxMessages';
import type { Scalar } from './tree';

export type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal' | 'junk' | 'end';

/**
 * Cuts JSON into tokens, also where it is faulty: a string ends at its line's end, a quote that was forgotten is put
 * where it makes sense. One instance moves from token to token; its fields tell of the present one.
 */
export class Scanner {
  kind: TokenKind = 'end';
  start = 0;
  end = 0;
  value: Scalar = null;
  /** Number of the token's line, and that line's indentation; the first line's is not known, since it may begin inside. */
  line = 0;
  indent = -1;
  firstOnLine = false;
  /** Where the token before ends, and its line. */
  lastEnd = 0;
  lastLine = 0;

  constructor(
    readonly text: string,
    private readonly comments: boolean,
    private readonly problem: (message: string, start: number, end: number) => void,
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
      const end = c === "'" ? mixedEnd(this.text, this.start) : typographicEnd(this.text, this.start);
      if (!this.takeTypographic(end)) this.readWord();
    }
    return this.kind;
  }

  /** Is the token, a string, followed by a colon? */
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
      if (c === 0x0a) {
        this.line++;
        this.indent = indentOf(text, i + 1);
        this.firstOnLine = true;
      } else if (c === 0x2f) {
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
        const name = c.toString(16).toUpperCase().padStart(4, '0');
        this.problem(`The character U+${name} ${faults.blank}`, i, i + 1);
      }
    }
  }

  /** Index after the comment; -1 where there is none. */
  private skipComment(start: number): number {
    const { text } = this;
    const second = text[start + 1];
    if (second !== '/' && second !== '*') return -1;
    const closing = second === '/' ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
    const end = closing < 0 ? text.length : second === '/' ? closing : closing + 2;
    if (!this.comments) this.problem(faults.comment, start, end);
    else if (second === '*' && closing < 0) this.problem('The comment does not end.', start, start + 2);
    for (let i = text.indexOf('\n', start); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) this.line++;
    return end;
  }

  private readString(): void {
    const { text, start } = this;
    this.kind = 'string';
    let plain = true;
    for (let i = start + 1; ; i++) {
      const c = text.charCodeAt(i);
      if (c === 0x22) {
        this.end = i + 1;
        if (!this.isFollowed() && this.takeTypographic(mixedEnd(text, start))) return;
        this.value = plain ? text.slice(start + 1, i) : this.unescape(start, i + 1);
        return;
      }
      if (c === 0x5c) {
        plain = false;
        i++;
      } else if (c === 0x0a || c === 0x0d || Number.isNaN(c)) {
        this.readOpenString(i);
        return;
      } else if (c < 0x20) {
        this.problem(faults.character, i, i + 1);
      }
    }
  }

  /** A string that does not end on its line: what stands behind its content is given back. */
  private readOpenString(lineEnd: number): void {
    const { text, start } = this;
    if (this.takeTypographic(mixedEnd(text, start))) return;
    const line = text.slice(start, lineEnd);
    const key = /^"([^":]+):\s*["{[]/.exec(line);
    if (key) this.cutAt(start + 1 + key[1]!.length, key[1]!);
    else {
      const content = /^"(.*?)\s*,?\s*$/.exec(line);
      this.cutAt(start + (content ? 1 + content[1]!.length : line.length), content?.[1] ?? line.slice(1));
    }
    this.problem(faults.stringEnd, start, this.end);
  }

  /** A string that a typographic quote begins or ends; false where `end` is none. */
  private takeTypographic(end: number): boolean {
    if (end < 0) return false;
    this.kind = 'string';
    this.cutAt(end, quotedText(this.text.slice(this.start, end)));
    this.problem(faults.typographicQuotes, this.start, end);
    return true;
  }

  /** Whether the token, a string, ends where strings do. */
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

  /** Text without its opening quote, or without any. */
  private readUnquoted(): void {
    const { text, start } = this;
    // No key or value of a definition that lacks a quote is longer, and looking further at each word would take long.
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
    const message = this.kind === 'string' ? faults.propertyName : faults.noValue;
    this.problem(message, start, this.end);
  }
}

function isBlank(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}

/** What other programs take for a blank, as text pasted from a web page has it. */
function isForeignBlank(c: number): boolean {
  return c > 0x7e && (unseen.has(c) || /\s/.test(String.fromCharCode(c)));
}

/** Next line, zero-width space, non-joiner and joiner, word joiner: no blanks by Unicode, and as invisible. */
const unseen = new Set([0x85, 0x200b, 0x200c, 0x200d, 0x2060]);

function indentOf(text: string, lineStart: number): number {
  let i = lineStart;
  while (text.charCodeAt(i) === 0x20 || text.charCodeAt(i) === 0x09) i++;
  return i - lineStart;
}
