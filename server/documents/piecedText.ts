import { utf8Length } from './bytes';
import { carriageReturn, lineFeed } from './characters';

/** A position as LSP counts it: in UTF-16 code units. */
interface Position {
  line: number;
  character: number;
}

/** A part of a text. No part begins inside a line break or a surrogate pair, so what is counted in parts adds up. */
interface Part {
  text: string;
  /** The offsets in the part after each line break; counted when first needed, as is what follows. */
  lineStarts: number[] | undefined;
  bytes: number | undefined;
  /** Whether the part contains the text that was last looked for. */
  found: { wanted: string; isFound: boolean } | undefined;
}

/** What is before each part; the last element is what is before the end. */
interface Sums {
  /** Offsets in the text. */
  starts: number[];
  /** Numbers of line breaks. */
  breaks: number[];
  /** Offsets of the line in which the part begins. */
  lineStarts: number[];
}

/**
 * Usual length of a part in UTF-16 code units. An edit costs what it touches: a part, and a number for each of the others.
 * In a text of 1.1 MB that takes some 0.1 ms, where a single string takes 11.
 */
export const partLength = 16 * 1024;

/** A text that is edited, in parts: the whole is put together only when it is asked for, and kept until the next edit. */
export class PiecedText {
  private parts: Part[];
  private whole: string | undefined;
  private counted: Sums | undefined;
  private size: number;

  constructor(text: string) {
    this.whole = text;
    this.parts = partsOf(text);
    this.size = text.length;
  }

  get length(): number {
    return this.size;
  }

  toString(): string {
    this.whole ??= this.parts.map(({ text }) => text).join('');
    return this.whole;
  }

  /** The length in UTF-8, in bytes. */
  get bytes(): number {
    let sum = 0;
    for (const part of this.parts) sum += part.bytes ??= utf8Length(part.text);
    return sum;
  }

  charCodeAt(offset: number): number {
    const index = this.partAt(offset);
    return this.parts[index]!.text.charCodeAt(offset - this.sums.starts[index]!);
  }

  /** A part of the text as a string of its own: a slice would keep all in memory that it was cut from. */
  copy(start: number, end: number): string {
    const { starts } = this.sums;
    const pieces: string[] = [];
    for (let index = this.partAt(start); index < this.parts.length && starts[index]! < end; index++) {
      const { text } = this.parts[index]!;
      pieces.push(text.slice(Math.max(0, start - starts[index]!), end - starts[index]!));
    }
    return joined(pieces);
  }

  includes(wanted: string): boolean {
    let before = '';
    for (const part of this.parts) {
      if (part.found?.wanted !== wanted) part.found = { wanted, isFound: part.text.includes(wanted) };
      if (part.found.isFound) return true;
      // At the border of two parts, or across a short one.
      const border = before + part.text.slice(0, wanted.length - 1);
      if (border.length >= wanted.length && border.includes(wanted)) return true;
      before = (before + part.text.slice(1 - wanted.length)).slice(1 - wanted.length);
    }
    return false;
  }

  /** Puts another text in the place of a span. */
  replace(start: number, end: number, inserted: string): void {
    const { starts } = this.sums;
    let first = this.partAt(start);
    let last = this.partAt(end);
    let text =
      this.parts[first]!.text.slice(0, start - starts[first]!) +
      inserted +
      this.parts[last]!.text.slice(end - starts[last]!);
    while (first > 0 && (text.length < partLength / 4 || !canDivide(this.parts[first - 1]!.text, text)))
      text = this.parts[--first]!.text + text;
    while (
      last + 1 < this.parts.length &&
      (text.length < partLength / 4 || !canDivide(text, this.parts[last + 1]!.text))
    )
      text += this.parts[++last]!.text;
    this.parts.splice(first, last - first + 1, ...partsOf(text));
    this.size += inserted.length - (end - start);
    this.whole = undefined;
    this.counted = undefined;
  }

  positionAt(offset: number): Position {
    const bounded = Math.max(0, Math.min(offset, this.size));
    const index = this.partAt(bounded);
    const { starts, breaks, lineStarts } = this.sums;
    const own = startsIn(this.parts[index]!);
    const count = countUpTo(own, bounded - starts[index]!);
    const lineStart = count > 0 ? starts[index]! + own[count - 1]! : lineStarts[index]!;
    return { line: breaks[index]! + count, character: this.beforeBreak(bounded, lineStart) - lineStart };
  }

  offsetAt({ line, character }: Position): number {
    const lineCount = this.sums.breaks.at(-1)! + 1;
    if (line >= lineCount) return this.size;
    if (line < 0) return 0;
    const start = this.startOfLine(line);
    if (character <= 0) return start;
    const next = line + 1 < lineCount ? this.startOfLine(line + 1) : this.size;
    return this.beforeBreak(Math.min(start + character, next), start);
  }

  private startOfLine(line: number): number {
    if (line === 0) return 0;
    const { starts, breaks } = this.sums;
    // The last part with fewer breaks before it has the break that the line follows.
    const index = countUpTo(breaks, line - 1) - 1;
    return starts[index]! + startsIn(this.parts[index]!)[line - breaks[index]! - 1]!;
  }

  /** No position is behind the break of its line. */
  private beforeBreak(offset: number, lineStart: number): number {
    let at = offset;
    while (at > lineStart && isBreak(this.charCodeAt(at - 1))) at--;
    return at;
  }

  /** The index of the part that contains an offset; the last one at the end of the text. */
  private partAt(offset: number): number {
    return Math.max(0, Math.min(countUpTo(this.sums.starts, offset), this.parts.length) - 1);
  }

  private get sums(): Sums {
    this.counted ??= sumsOf(this.parts);
    return this.counted;
  }
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < text.length || start === 0; ) {
    let end = text.length - start <= 2 * partLength ? text.length : start + partLength;
    if (end < text.length && !isDivider(text.charCodeAt(end - 1), text.charCodeAt(end))) end++;
    parts.push({ text: text.slice(start, end), lineStarts: undefined, bytes: undefined, found: undefined });
    if (end === start) break;
    start = end;
  }
  return parts;
}

const canDivide = (before: string, after: string): boolean =>
  before === '' || after === '' || isDivider(before.charCodeAt(before.length - 1), after.charCodeAt(0));

/** True unless both characters belong together: the break of Windows, or a surrogate pair. */
function isDivider(before: number, after: number): boolean {
  if (before === carriageReturn) return after !== lineFeed;
  const isPair = before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
  return !isPair;
}

const isBreak = (code: number): boolean => code === lineFeed || code === carriageReturn;

function startsIn(part: Part): number[] {
  part.lineStarts ??= lineStartsOf(part.text);
  return part.lineStarts;
}

function lineStartsOf(text: string): number[] {
  const starts: number[] = [];
  const hasReturns = text.includes('\r');
  if (!hasReturns) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === carriageReturn && text.charCodeAt(i + 1) === lineFeed) i++;
    if (isBreak(code)) starts.push(i + 1);
  }
  return starts;
}

function sumsOf(parts: Part[]): Sums {
  const sums: Sums = { starts: [0], breaks: [0], lineStarts: [0] };
  let [start, breaks, lineStart] = [0, 0, 0];
  for (const part of parts) {
    const own = startsIn(part);
    if (own.length > 0) lineStart = start + own.at(-1)!;
    start += part.text.length;
    breaks += own.length;
    sums.starts.push(start);
    sums.breaks.push(breaks);
    sums.lineStarts.push(lineStart);
  }
  return sums;
}

/** The number of elements of a sorted list that are at most `limit`, found by halving. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pieces as one string of its own; a single piece is cut first, since joining it alone would return it as it is. */
function joined(pieces: string[]): string {
  const [only] = pieces;
  if (pieces.length !== 1) return pieces.join('');
  const middle = only!.length >> 1;
  return [only!.slice(0, middle), only!.slice(middle)].join('');
}
