import type { Path } from './cursorSlot';
import { scalarText } from './tokens';

/** One line of block-style YAML. */
export interface Line {
  start: number;
  /** Without the line break. */
  end: number;
  /** Width of the blanks at its beginning. */
  indent: number;
  /** Columns of its `- `. */
  dashes: number[];
  /** Column of what stands behind blanks and dashes. */
  column: number;
  key: { text: string; start: number; end: number } | undefined;
  /** Behind the colon, or all of the content where there is no key; blanks and comment left out. */
  value: { text: string; start: number; end: number };
  /** Behind the colon. */
  afterColon: number;
  blank: boolean;
}

const keyPattern = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#&*!|>%@`?[\]{},-][^#]*?|-[^\s].*?)(?=\s*:(?:\s|$))/;

export function lineAt(text: string, offset: number): Line {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  let end = newline < 0 ? text.length : newline;
  if (end > start && text[end - 1] === '\r') end--;
  return readLine(text, start, end);
}

function readLine(text: string, start: number, end: number): Line {
  const content = text.slice(start, end);
  let column = blanksFrom(content, content.charCodeAt(0) === 0xfeff ? 1 : 0);
  const indent = column;
  const dashes: number[] = [];
  while (content[column] === '-' && (column + 1 === content.length || content[column + 1] === ' ')) {
    dashes.push(column);
    column = blanksFrom(content, column + 1);
  }
  const rest = content.slice(column);
  const blank = dashes.length === 0 && (rest === '' || rest[0] === '#' || rest === '---');
  const match = blank ? undefined : keyPattern.exec(rest)?.[0];
  const at = start + column;
  const key = match === undefined ? undefined : { text: scalarText(match), start: at, end: at + match.length };
  const afterColon = match === undefined ? at : at + match.length + rest.slice(match.length).indexOf(':') + 1;
  return { start, end, indent, dashes, column, key, value: valueFrom(text, afterColon, end), afterColon, blank };
}

function blanksFrom(content: string, from: number): number {
  let at = from;
  while (content[at] === ' ') at++;
  return at;
}

function valueFrom(text: string, from: number, end: number): Line['value'] {
  let start = from;
  while (start < end && (text[start] === ' ' || text[start] === '\t')) start++;
  const rest = text.slice(start, end);
  const quoted = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)/.exec(rest)?.[0];
  const length = quoted?.length ?? rest.replace(/(?:^|\s+)#.*$/, '').trimEnd().length;
  return { text: rest.slice(0, length), start, end: start + length };
}

/** The line before, undefined at the top. */
export function lineBefore(text: string, line: Line): Line | undefined {
  return line.start === 0 ? undefined : lineAt(text, line.start - 1);
}

export function lineAfter(text: string, line: Line): Line | undefined {
  const newline = text.indexOf('\n', line.end);
  return newline < 0 ? undefined : lineAt(text, newline + 1);
}

export function opensBlockScalar(line: Line): boolean {
  return /^[|>][+-]?\d?[+-]?$/.test(line.value.text);
}

/** Where the value of a key or of an item may stand on lines of its own: nothing on the line, or only an anchor or tag. */
function opensBlock(line: Line): boolean {
  return line.value.text === '' || /^[&!]\S*$/.test(line.value.text);
}

/** A known place to stop at: the line of a piece's key, and the path above it. */
export interface Ceiling {
  start: number;
  column: number;
  above: Path;
}

/**
 * Climbs from what stands at a column of a line to the root. `list`: it is an item whose dash stands there. Undefined
 * where the lines above make it part of a text rather than of a structure.
 */
export function climb(
  text: string,
  from: Line,
  column: number,
  list: boolean,
  ceiling: Ceiling | undefined,
): Path | undefined {
  const path: Path = [];
  const state = { column, list, index: 0 };
  const outer = from.dashes.filter((dash) => dash < column);
  if (!climbDashes(outer, path, state, column)) return undefined;
  for (let line = lineBefore(text, from); line && (state.column > 0 || state.list); line = lineBefore(text, line)) {
    if (line.blank) continue;
    const loneDash = line.key === undefined && line.value.text === '' && line.dashes.length > 0;
    const isParent = line.column < state.column || (state.list && line.column === state.column);
    if (isParent && !loneDash) {
      if (!line.key || !opensBlock(line)) return undefined;
      if (state.list) path.unshift(state.index);
      path.unshift(line.key.text);
      state.column = line.column;
      state.list = false;
    }
    if (!climbDashes(line.dashes, path, state, loneDash ? state.column : line.column)) return undefined;
    if (ceiling && line.start === ceiling.start && state.column === ceiling.column && !state.list) {
      return [...ceiling.above, ...path];
    }
  }
  if (state.list) path.unshift(state.index);
  return path;
}

/** Passes the dashes of a line, the innermost first. */
function climbDashes(
  dashes: number[],
  path: Path,
  state: { column: number; list: boolean; index: number },
  content: number,
): boolean {
  for (let i = dashes.length - 1; i >= 0; i--) {
    const dash = dashes[i]!;
    if (state.list && dash === state.column) state.index++;
    else if (dash < state.column) {
      // An object that stands deeper than the item's content belongs to a text.
      if (!state.list && state.column !== content && i === dashes.length - 1) return false;
      if (state.list) path.unshift(state.index);
      state.column = dash;
      state.list = true;
      state.index = 0;
    }
  }
  return true;
}
