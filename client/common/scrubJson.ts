import { looksSecret } from './randomText';
import { type Scrubber, sameForm, scrubLongText, scrubText } from './scrub';
import type { Slices } from './slices';

/** What a JSON text may have next. */
enum Next {
  Value,
  ValueOrEnd,
  NameOrEnd,
  Name,
  Colon,
  CommaOrEnd,
  Nothing,
}

/** A number or a word. */
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const blanks = /[ \t\r\n]*/y;

/** Maximum length of a string that is masked at once. */
const maxAtOnce = 64 * 1024;

/** The kinds of containers on the stack, and whether all in them is secret. */
const [isObject, isSecretBit] = [1, 2];

/**
 * A JSON text that may be committed to a repository: as it is, except for strings and numbers that are secrets by their
 * name, their form or their look, which are replaced by others of the same form. Members, nulls and empty lists stay,
 * because they are part of the shape. Undefined where the text is not JSON.
 *
 * It is read token by token, in slices and without recursion: depth and length are up to the sender.
 */
export async function scrubJson(text: string, scrubber: Scrubber, slices: Slices): Promise<string | undefined> {
  return new JsonScrubber(text, scrubber, slices).run();
}

class JsonScrubber {
  private at = 0;
  /** Up to where the text is in {@link pieces}. */
  private done = 0;
  private told = 0;
  private readonly pieces: string[] = [];
  private next = Next.Value;
  private name = '';
  private stack = new Uint8Array(64);
  private depth = 0;
  /** The depth of an object of which a member `name` or `key` has a secret's name: its `value` is secret. */
  private announced = -1;

  constructor(
    private readonly text: string,
    private readonly scrubber: Scrubber,
    private readonly slices: Slices,
  ) {}

  async run(): Promise<string | undefined> {
    for (let count = 0; ; count++) {
      blanks.lastIndex = this.at;
      this.at += blanks.exec(this.text)![0].length;
      if (this.at >= this.text.length) break;
      const long = this.step();
      if (long === false) return undefined;
      if (long !== true) await this.scrubLong(long);
      if (count % 512 === 0) {
        this.slices.advance(this.at - this.told);
        this.told = this.at;
        await this.slices.pause();
      }
    }
    this.slices.advance(this.text.length - this.told);
    if (this.next !== Next.Nothing) return undefined;
    return this.pieces.length === 0 ? this.text : this.pieces.join('') + this.text.slice(this.done);
  }

  /** Reads a token. False where it cannot be there; a range where it is a string that is too long to be masked at once. */
  private step(): boolean | { start: number; end: number } {
    const character = this.text[this.at]!;
    if (character === '"') return this.string();
    switch (character) {
      case '{':
      case '[':
        return this.open(character === '{');
      case '}':
      case ']':
        return this.close(character === '}');
      case ':':
        return this.take(this.next === Next.Colon, Next.Value);
      case ',':
        return this.take(this.next === Next.CommaOrEnd, this.isInObject ? Next.Name : Next.Value);
      default:
        return this.scalar();
    }
  }

  private take(isRight: boolean, next: Next): boolean {
    this.at++;
    this.next = next;
    return isRight;
  }

  private get isInObject(): boolean {
    return (this.stack[this.depth]! & isObject) !== 0;
  }

  private get isInSecret(): boolean {
    return (this.stack[this.depth]! & isSecretBit) !== 0;
  }

  private get expectsValue(): boolean {
    return this.next === Next.Value || this.next === Next.ValueOrEnd;
  }

  /** True where the value that follows is secret by the name of its member, or by an object around it. */
  private get isSecret(): boolean {
    if (this.isInSecret) return true;
    if (!this.isInObject) return false;
    return this.scrubber.isSecretName(this.name) || (this.announced === this.depth && this.name === 'value');
  }

  private open(opensObject: boolean): boolean {
    if (!this.expectsValue) return false;
    const bits = (opensObject ? isObject : 0) | (this.isSecret ? isSecretBit : 0);
    this.depth++;
    if (this.depth === this.stack.length) {
      const grown = new Uint8Array(this.stack.length * 2);
      grown.set(this.stack);
      this.stack = grown;
    }
    this.stack[this.depth] = bits;
    return this.take(true, opensObject ? Next.NameOrEnd : Next.ValueOrEnd);
  }

  private close(closesObject: boolean): boolean {
    const mayEnd = this.next === Next.CommaOrEnd || this.next === (closesObject ? Next.NameOrEnd : Next.ValueOrEnd);
    if (this.depth === 0 || closesObject !== this.isInObject || !mayEnd) return false;
    if (this.announced === this.depth) this.announced = -1;
    this.depth--;
    return this.take(true, this.depth === 0 ? Next.Nothing : Next.CommaOrEnd);
  }

  private afterValue(): void {
    this.next = this.depth === 0 ? Next.Nothing : Next.CommaOrEnd;
  }

  private scalar(): boolean {
    scalar.lastIndex = this.at;
    const [found = ''] = scalar.exec(this.text) ?? [];
    if (!this.expectsValue || found === '') return false;
    if (this.isSecret && /^-?\d/.test(found)) this.replace(this.at, found.length, found.replace(/[1-9]/g, '1'));
    this.at += found.length;
    this.afterValue();
    return true;
  }

  private replace(start: number, length: number, by: string): void {
    this.pieces.push(this.text.slice(this.done, start), by);
    this.done = start + length;
  }

  private string(): boolean | { start: number; end: number } {
    const start = this.at;
    const end = stringEnd(this.text, start + 1);
    if (end < 0) return false;
    this.at = end + 1;
    if (this.next === Next.Name || this.next === Next.NameOrEnd) {
      const name = decode(this.text.slice(start, end + 1));
      this.name = name ?? '';
      this.next = Next.Colon;
      return name !== undefined;
    }
    if (!this.expectsValue) return false;
    if (end - start > maxAtOnce) return { start, end };
    const value = decode(this.text.slice(start, end + 1));
    if (value === undefined) return false;
    if (/^(name|key)$/.test(this.name) && this.isInObject && this.scrubber.isSecretName(value)) {
      this.announced = this.depth;
    }
    this.put(start, end, value, this.masked(value));
    return true;
  }

  private masked(value: string): string {
    if (this.isSecret || looksSecret(this.name, value)) return sameForm(this.scrubber.redactor.text(value));
    return scrubText(value, this.scrubber);
  }

  private put(start: number, end: number, value: string, masked: string): void {
    if (masked !== value) this.replace(start, end + 1 - start, JSON.stringify(masked));
    this.afterValue();
  }

  private async scrubLong({ start, end }: { start: number; end: number }): Promise<void> {
    const value = (await this.decodeLong(start + 1, end)) ?? this.text.slice(start + 1, end);
    const isSecret = this.isSecret;
    this.told += end - start;
    const masked = isSecret ? sameForm(value) : await scrubLongText(value, this.scrubber, this.slices);
    if (masked !== value) this.replace(start, end + 1 - start, await this.encodeLong(masked));
    this.afterValue();
  }

  /** As {@link decode} for what is between two quotes, in slices; undefined where it is not a string. */
  private async decodeLong(start: number, end: number): Promise<string | undefined> {
    const pieces: string[] = [];
    for (let at = start; at < end; ) {
      const until = escapeEnd(this.text, at, Math.min(at + maxAtOnce, end));
      const piece = decode(`"${this.text.slice(at, until)}"`);
      if (piece === undefined) return undefined;
      pieces.push(piece);
      at = until;
      await this.slices.pause();
    }
    return pieces.join('');
  }

  /** As `JSON.stringify`, in slices. */
  private async encodeLong(value: string): Promise<string> {
    const pieces: string[] = [];
    for (let at = 0; at < value.length; ) {
      const isInPair = /[\ud800-\udbff]/.test(value[at + maxAtOnce - 1] ?? '');
      const until = at + maxAtOnce + Number(isInPair);
      pieces.push(JSON.stringify(value.slice(at, until)).slice(1, -1));
      at = until;
      await this.slices.pause();
    }
    return `"${pieces.join('')}"`;
  }
}

/** The first place from `cut` on that is not within an escape sequence. `from` is the place of none. */
function escapeEnd(text: string, from: number, cut: number): number {
  // `\u00e9` is the longest: one that reaches beyond the cut begins at most five characters before it.
  for (let at = Math.max(from, cut - 5); at < cut; at++) {
    if (text[at] !== '\\' || backslashesBefore(text, from, at) % 2 !== 0) continue;
    const end = at + (text[at + 1] === 'u' ? 6 : 2);
    if (end > cut) return end;
  }
  return cut;
}

function backslashesBefore(text: string, from: number, at: number): number {
  let start = at;
  while (start > from && text[start - 1] === '\\') start--;
  return at - start;
}

/** The place of the quote that ends a string; -1 where there is none. */
function stringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\' && end - 1 - backslashes >= from) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

/** The value of a string token; undefined where it is not one. */
function decode(token: string): string | undefined {
  if (!/[\\\u0000-\u001f]/.test(token)) return token.slice(1, -1);
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}
