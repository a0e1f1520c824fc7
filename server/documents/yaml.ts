import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  type Node as YamlNode,
} from 'yaml';
import { say } from '../texts/say';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  lineFeed,
  openBrace,
  openBracket,
  questionMark,
  space,
} from './characters';
import { bracketDepth, maxDepth } from './json';
import { firstMixed, isInTypographicQuotes, quotedText } from './quotes';
import { type FaultKind, faults } from './syntaxFaults';
import { type Member, Node, type Piece } from './tree';
import { yamlMessage } from './yamlMessages';

/** Maximum number of keys in typographic quotes reported in one piece: whoever pasted one pasted many. */
const maxQuoteProblems = 20;

export interface YamlReading {
  root: Node | undefined;
  /** True when the text shares nodes by anchors: then its pieces cannot be read one by one. */
  anchors: boolean;
}

/**
 * Reads one YAML document or an indented part of one. Never throws: faults become problems of the piece. An alias becomes
 * the node of its anchor, shared and not copied, so that aliases of aliases cost nothing; merge keys give their members
 * to the map.
 */
export function parseYaml(text: string, piece: Piece): YamlReading {
  piece.doubtful = undefined;
  const report: Report = (message, start, end, fault) => {
    piece.doubtful ??= start;
    piece.problems.push({ code: 'syntax', ...(fault && { fault }), message, start, end: Math.max(end, start) });
  };
  const document = composeYaml(text, report);
  if (!document) return { root: undefined, anchors: false };
  reportFirstError(text, document, report);
  const converter = new YamlConverter(document, piece);
  const root = converter.convert(document.contents, undefined);
  return { root, anchors: converter.anchors };
}

type YamlDocument = ReturnType<typeof parseDocument>;
type Report = (message: string, start: number, end: number, fault?: FaultKind) => void;

/** The parsed document; undefined, with a problem reported, where it is nested too deeply to be parsed. */
function composeYaml(text: string, report: Report): YamlDocument | undefined {
  if (bracketDepth(text) > maxDepth || nesting(text) > maxDepth || longestRun(text) > maxDepth) {
    report(say`Nested deeper than ${maxDepth} levels: not read.`, 0, 1);
    return undefined;
  }
  try {
    return parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error', merge: false });
  } catch (error) {
    // The composer gives up with an exception on nesting that it cannot hold.
    report(error instanceof RangeError ? say('Nested too deeply: not read.') : String(error), 0, 1);
    return undefined;
  }
}

/** Reports the first error alone, since the parser stumbles over everything after it. */
function reportFirstError(text: string, document: YamlDocument, report: Report): void {
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text);
  if (control) {
    report(say('YAML allows no control characters.'), control.index, control.index + 1);
    return;
  }
  const error = document.errors[0];
  if (!error) return;
  const quotes = firstMixed(text, error.pos[1]);
  if (quotes) {
    const { kind, message } = faults.typographicQuotes;
    report(message, quotes.start, quotes.end, kind);
    return;
  }
  const open = error.code === 'MISSING_CHAR' ? unclosedText(document.contents, error.pos[0]) : undefined;
  if (open !== undefined) {
    report(say('The quote that begins here does not end.'), open, lineEnd(text, open));
    return;
  }
  const several = error.code === 'MULTIPLE_DOCS';
  const message = several
    ? say('A definition is one YAML document: what follows here is not read')
    : yamlMessage(error);
  const { start, end } = several ? { start: error.pos[0], end: error.pos[0] } : narrow(text, error.pos);
  report(`${message}.`, start, Math.max(end, wordEnd(text, start)));
}

/**
 * The offset at which the quoted text begins that ends, without its quote, at an offset: lines below it, where something is
 * less indented. Undefined where no such text ends there.
 */
function unclosedText(node: unknown, end: number): number | undefined {
  if (isScalar(node)) {
    const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    return isQuoted && node.range?.[1] === end ? node.range[0] : undefined;
  }
  if (isPair(node)) return unclosedText(node.key, end) ?? unclosedText(node.value, end);
  for (const item of isMap(node) || isSeq(node) ? node.items : []) {
    const start = unclosedText(item, end);
    if (start !== undefined) return start;
  }
  return undefined;
}

/** The offset at which the line ends, without the blanks at its end. */
function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  return start + text.slice(start, feed < 0 ? undefined : feed).trimEnd().length;
}

/** Makes the tree of a piece from the nodes of the package `yaml`. */
class YamlConverter {
  /** True when an anchor or an alias was met. */
  anchors = false;
  private readonly made = new Map<YamlNode, Node>();

  constructor(
    private readonly document: YamlDocument,
    private readonly piece: Piece,
  ) {}

  convert(yaml: unknown, parent: Node | undefined): Node | undefined {
    if (isAlias(yaml)) return this.target(yaml);
    if (isScalar(yaml)) return this.scalar(yaml, parent);
    if (isMap(yaml)) return this.object(yaml, parent);
    return isSeq(yaml) ? this.array(yaml, parent) : undefined;
  }

  private target(alias: Alias): Node | undefined {
    this.anchors = true;
    const target = alias.resolve(this.document);
    if (!target) this.reportUndefined(alias);
    return target ? this.made.get(target) : undefined;
  }

  private scalar(yaml: Scalar, parent: Node | undefined): Node {
    const { value } = yaml;
    const kind = kindOf(value);
    const node = this.place(yaml, kind, parent);
    if (kind === 'null') node.value = null;
    else if (kind === 'boolean') node.value = value as boolean;
    else node.value = kind === 'number' ? Number(value) : String(value);
    return node;
  }

  private object(yaml: YAMLMap, parent: Node | undefined): Node {
    const node = this.place(yaml, 'object', parent);
    node.members = [];
    const merged: Member[] = [];
    for (const pair of yaml.items) {
      const member = isPair(pair) ? this.member(pair, node) : undefined;
      if (member?.key === '<<' && member.value) merged.push(...membersToMerge(member.value));
      else if (member) node.members.push(member);
    }
    if (merged.length > 0) addMerged(node.members, merged);
    return node;
  }

  private member(pair: Pair, parent: Node): Member | undefined {
    const member = this.key(pair);
    if (!member) return undefined;
    member.value = this.convert(pair.value, parent);
    if (inQuotes(pair.key)) this.takeQuotes(member, pair.value);
    return member;
  }

  /** A member without its value yet; undefined where its key is an alias, an object or an array. */
  private key({ key }: Pair): Member | undefined {
    if (isAlias(key)) {
      this.anchors = true;
      if (!key.resolve(this.document)) this.reportUndefined(key);
    }
    if (!isScalar(key)) return undefined;
    const [keyStart, keyEnd] = key.range ?? [0, 0];
    // `200:` and `2.0:` are keys as they are written.
    const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    return { key: name, piece: this.piece, keyStart, keyEnd, value: undefined };
  }

  private array(yaml: YAMLSeq, parent: Node | undefined): Node {
    const node = this.place(yaml, 'array', parent);
    node.items = [];
    for (const item of yaml.items) {
      const child = this.convert(isPair(item) ? item.value : item, node);
      if (child) node.items.push(child);
    }
    return node;
  }

  private place(yaml: Scalar | YAMLMap | YAMLSeq, kind: Node['kind'], parent: Node | undefined): Node {
    const [start, end] = yaml.range ?? [0, 0];
    const node = new Node(kind, this.piece, start, end);
    node.parent = parent;
    if (yaml.anchor) this.anchors = true;
    this.made.set(yaml, node);
    return node;
  }

  /** Typographic quotes around a key are part of it, and around its value most likely too: both are read without them. */
  private takeQuotes(member: Member, value: unknown): void {
    const { key, keyStart, keyEnd } = member;
    const { problems } = this.piece;
    const { kind, message } = faults.typographicQuotes;
    if (problems.length < maxQuoteProblems)
      problems.push({ code: 'syntax', fault: kind, message, start: keyStart, end: keyEnd });
    member.key = quotedText(key);
    for (const text of isSeq(value) ? value.items : [value]) {
      const node = inQuotes(text) ? this.made.get(text as YamlNode) : undefined;
      if (node) node.value = quotedText(String(node.value));
    }
  }

  /**
   * Reports an alias without an anchor, unless the text has another fault: behind one, anchors may not be seen. A piece
   * may use an anchor of another one; its reader then reads the whole, and keeps the problems of that.
   */
  private reportUndefined({ source, range }: Alias): void {
    if (this.piece.doubtful !== undefined) return;
    const [start, end] = range ?? [0, 0];
    const message = /^[\w-]+$/.test(source)
      ? say`There is no anchor \`&${source}\` before this alias.`
      : say(
          'Text that begins with `*` must be in quotes: without them it is an alias, and there is no anchor of that name before it.',
        );
    this.piece.problems.push({ code: 'syntax', message, start, end });
  }
}

function kindOf(value: unknown): Exclude<Node['kind'], 'object' | 'array'> {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

/** Adds the members of merge keys (`<<`): a key of the map itself wins, then the first one merged. */
function addMerged(members: Member[], merged: Member[]): void {
  const taken = new Set(members.map(({ key }) => key));
  for (const member of merged) {
    if (taken.has(member.key)) continue;
    taken.add(member.key);
    members.push(member);
  }
}

/** True for a plain scalar that is written between typographic quotes. */
function inQuotes(yaml: unknown): boolean {
  return isScalar(yaml) && yaml.type === 'PLAIN' && isInTypographicQuotes(yaml.source ?? '');
}

/** The span of an error without the blanks that the parser includes where a line begins at the wrong column. */
function narrow(text: string, [from, to]: [number, number]): { start: number; end: number } {
  const start = Math.min(from, text.length);
  const blanks = /^ +/.exec(text.slice(start, start + 200))?.[0].length ?? 0;
  return { start: start + blanks, end: Math.max(start + blanks, Math.min(to, text.length)) };
}

/** The offset at which the word that begins at `start` ends. */
function wordEnd(text: string, start: number): number {
  return start + /^[^\s,:[\]{}]*/.exec(text.slice(start, start + 80))![0].length;
}

function membersToMerge(value: Node): Member[] {
  if (value.kind === 'object') return value.members;
  return value.items.flatMap((item) => (item.kind === 'object' ? item.members : []));
}

/**
 * The depth to which blocks nest, by indentation and dashes. The parser calls itself for each level, and where the stack
 * ends inside one of its regular expressions the process ends too, with nothing to catch.
 */
function nesting(text: string): number {
  const columns: number[] = [];
  let deepest = 0;
  for (let line = 0; line < text.length; ) {
    let i = line;
    for (; text.charCodeAt(i) === 0x20 || isDash(text, i); i++) {
      if (text.charCodeAt(i) === 0x20) continue;
      leave(columns, i - line);
      columns.push(i - line);
    }
    leave(columns, i - line);
    columns.push(i - line);
    deepest = Math.max(deepest, columns.length);
    const end = text.indexOf('\n', i);
    line = end < 0 ? text.length : end + 1;
  }
  return deepest;
}

/**
 * The largest number of mappings that begin one in the other without a bracket or an indentation between them, as in
 * `a: a: a: `: no valid text has two, but the parser goes down for each before it says so.
 */
function longestRun(text: string): number {
  let brackets = 0;
  let run = 0;
  let longest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === doubleQuote) i = quotedEnd(text, i);
    else if (c === comma || (c === lineFeed && brackets === 0)) run = 0;
    else if (c === openBrace || c === openBracket) {
      brackets++;
      run = 0;
    } else if (c === closeBrace || c === closeBracket) {
      brackets = Math.max(0, brackets - 1);
      run = 0;
    } else if (beginsMapping(text, i, c)) longest = Math.max(longest, ++run);
  }
  return longest;
}

/** True for the mark of a key, a value or an item, with a blank after it. */
function beginsMapping(text: string, i: number, c: number): boolean {
  if (c !== colon && c !== questionMark && c !== dash) return false;
  const next = text.charCodeAt(i + 1);
  return next === space || next === lineFeed;
}

/** The closing quote of a string on one line; `start` for a lone quote in plain text, which ends with its line. */
function quotedEnd(text: string, start: number): number {
  const end = text.indexOf('"', start + 1);
  return end > 0 && !text.slice(start, end).includes('\n') ? end : start;
}

function leave(columns: number[], column: number): void {
  while (columns.length > 0 && columns.at(-1)! >= column) columns.pop();
}

/** True for the dash that begins an item of a block sequence. */
function isDash(text: string, i: number): boolean {
  return text[i] === '-' && (text[i + 1] === ' ' || text[i + 1] === '\n');
}

/** A key at one indentation and everything below it. Offsets in the document; `start` is that of the line. */
export interface YamlSpan {
  key: string;
  start: number;
  end: number;
}

/**
 * Finds the members that begin at `indent` columns between `start` and `end` (both at line starts), by lines alone.
 * Undefined where the lines are not plain block style: then the parser reads the whole.
 */
export function splitBlock(text: string, start: number, end: number, indent: number): YamlSpan[] | undefined {
  const spans: YamlSpan[] = [];
  for (let line = start, next = start; line < end; line = next) {
    next = nextLine(text, line, end);
    const column = firstColumn(text, line, next);
    const first = text[line + column];
    if (column < 0 || first === '#') continue;
    if (column < indent || first === '\t') return undefined;
    const last = spans.at(-1);
    // A deeper line belongs to the member above it, as does a flow collection that is closed at the key's own column.
    if (column > indent || (last && (first === '}' || first === ']'))) {
      if (last) continue;
      return undefined;
    }
    const key = blockKey(text.slice(line + column, next));
    if (key === undefined) return undefined;
    if (last) last.end = line;
    spans.push({ key, start: line, end });
  }
  return spans;
}

/** The start of the line after `from`, or `end`. */
export function nextLine(text: string, from: number, end: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 || newline >= end ? end : newline + 1;
}

/** The column of the first character that is not a space; -1 on a blank line. */
export function firstColumn(text: string, line: number, next: number): number {
  let i = line;
  while (i < next && text.charCodeAt(i) === 0x20) i++;
  const c = text[i];
  return i >= next || c === '\n' || c === '\r' ? -1 : i - line;
}

/** Maximum length of an implicit key in characters (YAML 1.2, section 7.4). */
const maxKeyLength = 1024;

/** The key that a line begins with; undefined where that is not a plain or quoted scalar on this line. */
export function blockKey(written: string): string | undefined {
  const line = written.slice(0, maxKeyLength + 2);
  const match = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'#&*!|>%@`?[\]{},-][^#]*?|-[^\s].*?))\s*:(?:\s|$)/.exec(
    line,
  );
  if (!match) return undefined;
  if (match[1] !== undefined) {
    try {
      return JSON.parse(`"${match[1]}"`) as string;
    } catch {
      return undefined;
    }
  }
  return match[2] !== undefined ? match[2].replaceAll("''", "'") : match[3];
}
