import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Node as YamlNode,
} from 'yaml';
import { bracketDepth, maxDepth } from './json';
import { firstMixed, isInTypographicQuotes, quotedText } from './quotes';
import { faults } from './syntaxMessages';
import { type Member, Node, type Piece } from './tree';

/** Keys in typographic quotes that are told of in one piece: whoever pasted one pasted many. */
const mostQuotes = 20;

export interface YamlReading {
  root: Node | undefined;
  /** The text shares nodes by anchors: then its pieces cannot be read one by one. */
  anchors: boolean;
}

/**
 * Reads one YAML document or an indented part of one; always answers. An alias becomes the node of its anchor, shared
 * and not copied, so that aliases of aliases cost nothing; merge keys give their members to the map.
 */
export function parseYaml(text: string, piece: Piece): YamlReading {
  piece.doubtful = undefined;
  const problem = (message: string, start: number, end: number): void => {
    piece.doubtful ??= start;
    piece.problems.push({ code: 'syntax', message, start, end: Math.max(end, start) });
  };
  if (bracketDepth(text) > maxDepth || nesting(text) > maxDepth || longestRun(text) > maxDepth) {
    problem(`Nested deeper than ${maxDepth} levels: not read.`, 0, 1);
    return { root: undefined, anchors: false };
  }
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error', merge: false });
  } catch (error) {
    // The composer gives up by an exception on nesting that it cannot hold.
    problem(error instanceof RangeError ? 'Nested too deeply: not read.' : String(error), 0, 1);
    return { root: undefined, anchors: false };
  }
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text);
  if (control) problem('YAML allows no control characters.', control.index, control.index + 1);
  // One fault makes the parser stumble over all that follows in the piece: the first error says it.
  const error = control ? undefined : document.errors[0];
  const quotes = error && firstMixed(text, error.pos[1]);
  if (quotes) problem(faults.typographicQuotes, quotes.start, quotes.end);
  else if (error) {
    const several = error.code === 'MULTIPLE_DOCS';
    const message = several ? 'A definition is one YAML document: what follows here is not read' : error.message;
    const { start, end } = several ? { start: error.pos[0], end: error.pos[0] } : narrow(text, error.pos);
    problem(`${message}.`, start, Math.max(end, wordEnd(text, start)));
  }

  const made = new Map<YamlNode, Node>();
  let anchors = false;

  const convert = (yaml: unknown, parent: Node | undefined): Node | undefined => {
    if (isAlias(yaml)) {
      anchors = true;
      const target = yaml.resolve(document);
      if (!target) tellUndefined(yaml);
      return target ? made.get(target) : undefined;
    }
    if (isScalar(yaml)) {
      if (yaml.anchor) anchors = true;
      const value = yaml.value;
      const kind =
        value === null || value === undefined
          ? 'null'
          : typeof value === 'number' || typeof value === 'bigint'
            ? 'number'
            : typeof value === 'boolean'
              ? 'boolean'
              : 'string';
      const node = place(yaml, kind, parent);
      node.value = kind === 'null' ? null : kind === 'number' ? Number(value) : (value as string | boolean);
      if (kind === 'string' && typeof value !== 'string') node.value = String(value);
      return node;
    }
    if (isMap(yaml)) {
      if (yaml.anchor) anchors = true;
      const node = place(yaml, 'object', parent);
      node.members = [];
      const merged: Member[] = [];
      for (const pair of yaml.items) {
        if (!isPair(pair)) continue;
        const member = memberOf(pair);
        if (!member) continue;
        member.value = convert(pair.value, node);
        if (inQuotes(pair.key)) takeQuotes(member, pair.value);
        if (member.key === '<<' && member.value) merged.push(...membersToMerge(member.value));
        else node.members.push(member);
      }
      const own = new Set(node.members.map((member) => member.key));
      for (const member of merged) {
        if (own.has(member.key)) continue;
        own.add(member.key);
        node.members.push(member);
      }
      return node;
    }
    if (isSeq(yaml)) {
      if (yaml.anchor) anchors = true;
      const node = place(yaml, 'array', parent);
      node.items = [];
      for (const item of yaml.items) {
        const child = convert(isPair(item) ? item.value : item, node);
        if (child) node.items.push(child);
      }
      return node;
    }
    return undefined;
  };

  /** Typographic quotes around a key are part of it, and around its value most likely of that: both are read without. */
  const takeQuotes = (member: Member, value: unknown): void => {
    const { key, keyStart, keyEnd } = member;
    if (piece.problems.length < mostQuotes)
      piece.problems.push({ code: 'syntax', message: faults.typographicQuotes, start: keyStart, end: keyEnd });
    member.key = quotedText(key);
    for (const text of isSeq(value) ? value.items : [value]) {
      const node = inQuotes(text) ? made.get(text as YamlNode) : undefined;
      if (node) node.value = quotedText(String(node.value));
    }
  };

  /**
   * Where the text has no other fault: behind one, anchors may not be seen. A piece may use an anchor of another one; its
   * reader then reads the whole, and keeps the problems of that.
   */
  const tellUndefined = ({ source, range }: Alias): void => {
    if (piece.doubtful !== undefined) return;
    const [start, end] = range ?? [0, 0];
    const message = /^[\w-]+$/.test(source)
      ? `No anchor \`&${source}\` stands before this alias.`
      : 'A text that begins with `*` is written in quotes: without them it is an alias, and no anchor of that name stands before it.';
    piece.problems.push({ code: 'syntax', message, start, end });
  };

  const place = (yaml: YamlNode, kind: Node['kind'], parent: Node | undefined): Node => {
    const [start, end] = yaml.range ?? [0, 0];
    const node = new Node(kind, piece, start, end);
    node.parent = parent;
    made.set(yaml, node);
    return node;
  };

  const memberOf = (pair: Pair): Member | undefined => {
    const key = pair.key;
    if (isAlias(key)) {
      anchors = true;
      if (!key.resolve(document)) tellUndefined(key);
    }
    if (!isScalar(key)) return undefined;
    const [keyStart, keyEnd] = key.range ?? [0, 0];
    // `200:` and `2.0:` are keys as they are written.
    const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    return { key: name, piece, keyStart, keyEnd, value: undefined };
  };

  return { root: convert(document.contents, undefined), anchors };
}

/** Whether a text of YAML that has no quotes of YAML's own stands between typographic ones. */
function inQuotes(yaml: unknown): boolean {
  return isScalar(yaml) && yaml.type === 'PLAIN' && isInTypographicQuotes(yaml.source ?? '');
}

/** Without the blanks that the parser counts in where a line begins at the wrong column. */
function narrow(text: string, [from, to]: [number, number]): { start: number; end: number } {
  const start = Math.min(from, text.length);
  const blanks = /^ +/.exec(text.slice(start, start + 200))?.[0].length ?? 0;
  return { start: start + blanks, end: Math.max(start + blanks, Math.min(to, text.length)) };
}

/** The end of the word that begins there. */
function wordEnd(text: string, start: number): number {
  return start + /^[^\s,:[\]{}]*/.exec(text.slice(start, start + 80))![0].length;
}

function membersToMerge(value: Node): Member[] {
  if (value.kind === 'object') return value.members;
  return value.items.flatMap((item) => (item.kind === 'object' ? item.members : []));
}

/**
 * How deep blocks nest, by indentation and dashes. The parser calls itself for each level, and where the stack ends
 * inside one of its regular expressions the process ends too, with nothing to catch.
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
 * The most mappings that begin one in the other without a bracket or an indentation between them, as in `a: a: a: `:
 * no valid text has two, but the parser goes down for each before it says so.
 */
function longestRun(text: string): number {
  let brackets = 0;
  let run = 0;
  let longest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    if (c === 0x22) {
      const end = text.indexOf('"', i + 1);
      // A lone quote in plain text ends with its line.
      if (end > 0 && !text.slice(i, end).includes('\n')) i = end;
    } else if (c === 0x0a) run = brackets > 0 ? run : 0;
    else if (c === 0x7b || c === 0x5b) {
      brackets++;
      run = 0;
    } else if (c === 0x7d || c === 0x5d) {
      if (brackets > 0) brackets--;
      run = 0;
    } else if (c === 0x2c) run = 0;
    else if ((c === 0x3a || c === 0x3f || c === 0x2d) && (next === 0x20 || next === 0x0a))
      longest = Math.max(longest, ++run);
  }
  return longest;
}

function leave(columns: number[], column: number): void {
  while (columns.length > 0 && columns.at(-1)! >= column) columns.pop();
}

/** The mark of a list's item. */
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
 * Undefined where the lines are not plain block style: then the whole is for the parser.
 */
export function splitBlock(text: string, start: number, end: number, indent: number): YamlSpan[] | undefined {
  const spans: YamlSpan[] = [];
  for (let line = start; line < end; ) {
    const next = nextLine(text, line, end);
    const column = firstColumn(text, line, next);
    if (column >= 0 && text[line + column] !== '#') {
      const first = text[line + column]!;
      if (column < indent || first === '\t') return undefined;
      if (column === indent) {
        if ('}]'.includes(first) && spans.length > 0) {
          // A flow collection closed at the key's own column.
        } else {
          const key = blockKey(text.slice(line + column, next));
          if (key === undefined) return undefined;
          if (spans.length > 0) spans.at(-1)!.end = line;
          spans.push({ key, start: line, end });
        }
      } else if (spans.length === 0) return undefined;
    }
    line = next;
  }
  return spans;
}

export function nextLine(text: string, from: number, end: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 || newline >= end ? end : newline + 1;
}

/** Column of the first character that is no space; -1 on a blank line. */
export function firstColumn(text: string, line: number, next: number): number {
  let i = line;
  while (i < next && text.charCodeAt(i) === 0x20) i++;
  const c = text[i];
  return i >= next || c === '\n' || c === '\r' ? -1 : i - line;
}

/** Longer ones are no implicit keys (YAML 1.2, 7.4). */
const longestKey = 1024;

/** The key that a line begins with, where it is a plain or quoted scalar on that line. */
export function blockKey(written: string): string | undefined {
  const line = written.slice(0, longestKey + 2);
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
