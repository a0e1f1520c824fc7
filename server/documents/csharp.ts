import type { Span } from './tree';

/** A string of C# as it is written. */
interface StringLiteral extends Span {
  /** The text between the quotes; undefined where it has escapes or values in it, so that its value is not known. */
  value: string | undefined;
}

/** C# as far as text allows: what is code, and what is in strings and comments. */
export interface CSharpText {
  /** As long as the text: comments, characters, the content of strings and preprocessor lines are blanks; quotes stay. */
  code: string;
  /** Strings by the offset of their first quote. */
  strings: Map<number, StringLiteral>;
  /** True where the text can't be read without doubt, such as after a string that doesn't end. */
  doubtful: boolean;
}

/** Reads C# in one pass. Values in interpolated strings (`$"{value}"`) are code, their braces are not. */
export function readCSharp(text: string): CSharpText {
  return new Reader(text).read();
}

/** Maximum depth of strings in values of strings. */
const maxDepth = 40;

class Reader {
  private at = 0;
  private depth = 0;
  private doubtful = false;
  private readonly code: string[] = [];
  /** Offset up to which {@link code} has been filled. */
  private filled = 0;
  private readonly strings = new Map<number, StringLiteral>();

  constructor(private readonly text: string) {}

  read(): CSharpText {
    this.readCode(false);
    this.keepTo(this.text.length);
    return { code: this.code.join(''), strings: this.strings, doubtful: this.doubtful };
  }

  /** Takes the text as code up to an offset. */
  private keepTo(end: number): void {
    this.code.push(this.text.slice(this.filled, end));
    this.filled = end;
  }

  /** Blanks the text up to an offset; lines stay. */
  private blankTo(end: number): void {
    this.code.push(this.text.slice(this.filled, end).replace(/[^\r\n]/g, ' '));
    this.filled = end;
  }

  /** @param inValue the code is a value in a string: it ends at the brace or the colon that ends it. */
  private readCode(inValue: boolean): void {
    const { text } = this;
    let nested = 0;
    while (this.at < text.length) {
      const c = text[this.at]!;
      if (
        inValue &&
        nested === 0 &&
        (c === '}' || (c === ':' && text[this.at + 1] !== ':' && text[this.at - 1] !== ':'))
      )
        return;
      if (c === '(' || c === '[' || c === '{') nested++;
      else if (c === ')' || c === ']' || c === '}') nested--;
      if (!this.readToken(c)) this.at++;
    }
  }

  /** Reads a comment, a string, a character or a preprocessor line, if one begins here. */
  private readToken(c: string): boolean {
    const { text, at } = this;
    if (c === '/' && text[at + 1] === '/') this.skipTo(text.indexOf('\n', at));
    else if (c === '/' && text[at + 1] === '*') this.skipTo(text.indexOf('*/', at + 2), 2);
    else if (c === '#' && /^\s*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))) this.directive();
    else if (c === "'") this.character();
    else if (c === '"' || c === '$' || c === '@') return this.string();
    else return false;
    return true;
  }

  /** Blanks up to an offset, and the characters after it that belong to it. Without one (-1), the rest. */
  private skipTo(end: number, length = 0): void {
    if (end < 0 && length > 0) this.doubtful = true;
    const to = end < 0 ? this.text.length : end + length;
    this.keepTo(this.at);
    this.blankTo(to);
    this.at = to;
  }

  private directive(): void {
    // Which branch of a condition is code is not known.
    if (/^#\s*(?:if|elif|else)\b/.test(this.text.slice(this.at, this.at + 40))) this.doubtful = true;
    this.skipTo(this.text.indexOf('\n', this.at));
  }

  private character(): void {
    const literal = /^'(?:\\[^\r\n]{1,9}?|[^'\\\r\n])'/.exec(this.text.slice(this.at, this.at + 14));
    if (literal) this.skipTo(this.at, literal[0].length);
    else {
      this.doubtful = true;
      this.at++;
    }
  }

  /** Reads a string of any kind; false where `$` or `@` begins none. */
  private string(): boolean {
    const [prefix, marks, quotes] = /^([$@]*)("+)/.exec(this.text.slice(this.at, this.at + 64)) ?? ['', '', ''];
    if (prefix === '') return false;
    const start = this.at + marks.length;
    this.at = start;
    const dollars = marks.split('$').length - 1;
    if (quotes.length >= 3 && !marks.includes('@')) this.rawString(start, quotes.length, dollars);
    else this.quoted(start, marks.includes('@'), dollars > 0);
    return true;
  }

  private rawString(start: number, quotes: number, dollars: number): void {
    const end = this.text.indexOf('"'.repeat(quotes), start + quotes);
    if (end < 0) this.doubtful = true;
    const to = end < 0 ? this.text.length : end;
    this.finish(start, start + quotes, to, end < 0 ? to : end + quotes, dollars === 0 && end >= 0);
  }

  /** @param verbatim quotes are doubled, not escaped, and lines may end in it */
  private quoted(start: number, verbatim: boolean, interpolated: boolean): void {
    const { text } = this;
    this.keepTo(start + 1);
    let plain = true;
    this.at = start + 1;
    while (this.at < text.length) {
      const c = text[this.at]!;
      if (c === '"' && verbatim && text[this.at + 1] === '"') {
        plain = false;
        this.at += 2;
      } else if (c === '"') {
        this.finish(start, start + 1, this.at, this.at + 1, plain);
        return;
      } else if (c === '\\' && !verbatim) {
        plain = false;
        this.at += 2;
      } else if (interpolated && (c === '{' || c === '}')) {
        plain = false;
        this.brace(c);
      } else if (!verbatim && (c === '\n' || c === '\r')) break;
      else this.at++;
    }
    this.doubtful = true;
    this.blankTo(Math.min(this.at, text.length));
  }

  /** A doubled brace in a string, or the value that one begins. */
  private brace(c: string): void {
    if (c === '}' || this.text[this.at + 1] === '{' || this.depth >= maxDepth) {
      this.at += this.text[this.at + 1] === c ? 2 : 1;
      return;
    }
    this.at++;
    this.blankTo(this.at);
    this.depth++;
    this.readCode(true);
    this.depth--;
    this.keepTo(this.at);
    // The format of the value is text.
    if (this.text[this.at] === ':') this.at = this.formatEnd();
    if (this.text[this.at] === '}') this.at++;
    this.blankTo(this.at);
  }

  private formatEnd(): number {
    const end = this.text.slice(this.at, this.at + 200).search(/[}"\r\n]/);
    return end < 0 ? this.at : this.at + end;
  }

  private finish(start: number, from: number, to: number, end: number, plain: boolean): void {
    if (this.filled < from) this.keepTo(from);
    this.blankTo(to);
    this.keepTo(end);
    this.at = end;
    this.strings.set(start, { start, end, value: plain ? this.text.slice(from, to) : undefined });
  }
}
