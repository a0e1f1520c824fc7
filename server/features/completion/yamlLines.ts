import type { Path } from './cursorSlot';
import { scalarText } from './tokens';

/** One line of block-style YAML. */
export interface Line {
  start: number;
  /** Without the line break. */
  end: number;
  /** Width of the spaces at its start. */
  indent: number;
  /** Columns of its dashes, from left to right. */
  dashes: number[];
  /** Column of the content after spaces and dashes. */
  column: number;
  key: { text: string; start: number; end: number } | undefined;
  /** The text after the colon, or all of the content when there is no key; without spaces and comment around it. */
  value: { text: string; start: number; end: number };
  /** Offset right after the colon. */
  afterColon: number;
  blank: boolean;
  /** The column of the `:` that begins the line, when it holds the value of a key after `? `. */
  valueMark: number | undefined;
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
  const valueMark = isMark(content, column, ':') ? column : undefined;
  if (valueMark !== undefined) column = blanksFrom(content, column + 1);
  if (isMark(content, column, '?')) return explicitKey(text, { start, end, indent, dashes, column, valueMark });
  const rest = content.slice(column);
  const blank = dashes.length === 0 && (rest === '' || rest[0] === '#' || rest === '---');
  const match = blank ? undefined : keyPattern.exec(rest)?.[0];
  const at = start + column;
  const key = match === undefined ? undefined : { text: scalarText(match), start: at, end: at + match.length };
  const afterColon = match === undefined ? at : at + match.length + rest.slice(match.length).indexOf(':') + 1;
  return {
    start,
    end,
    indent,
    dashes,
    column,
    key,
    value: valueFrom(text, afterColon, end),
    afterColon,
    blank,
    valueMark,
  };
}

/** True for an indicator of YAML: the character with a blank or the end of the line after it. */
function isMark(content: string, column: number, mark: string): boolean {
  return content[column] === mark && (column + 1 === content.length || content[column + 1] === ' ');
}

/** A line with a key after `? `, whose value is behind the `:` of a line below. Its column is that of the `?`. */
function explicitKey(
  text: string,
  line: Pick<Line, 'start' | 'end' | 'indent' | 'dashes' | 'column' | 'valueMark'>,
): Line {
  const key = valueFrom(text, line.start + line.column + 1, line.end);
  return {
    ...line,
    key: { ...key, text: scalarText(key.text) },
    value: { text: '', start: line.end, end: line.end },
    afterColon: line.end,
    blank: false,
  };
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

/** The line before; undefined for the first line. */
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

/** True when the value may be on the lines below: there is nothing on the line, or only an anchor or a tag. */
function opensBlock(line: Line): boolean {
  return line.value.text === '' || /^[&!]\S*$/.test(line.value.text);
}

/** The place where a climb may stop: the line of a piece's key, and the path above it. */
export interface Ceiling {
  start: number;
  column: number;
  above: Path;
}

/**
 * The path of the key at a column of a line, found by climbing line by line to the root; with `list`, of the item whose
 * dash is at the column. Undefined when the lines above make it part of a text rather than of a structure.
 */
export function climb(
  text: string,
  from: Line,
  column: number,
  list: boolean,
  ceiling: Ceiling | undefined,
): Path | undefined {
  const path: Path = [];
  const state: Climb = { column, list, index: 0 };
  const outer = from.dashes.filter((dash) => dash < column);
  if (!climbDashes(outer, path, state, column)) return undefined;
  for (let line = lineBefore(text, from); line && (state.column > 0 || state.list); line = lineBefore(text, line)) {
    if (line.blank) continue;
    if (!climbLine(line, path, state)) return undefined;
    if (ceiling && line.start === ceiling.start && state.column === ceiling.column && !state.list) {
      return [...ceiling.above, ...path];
    }
  }
  if (state.list) path.unshift(state.index);
  return path;
}

/** The place that the climb has reached. */
interface Climb {
  column: number;
  /** The place is an item of a list, whose dash is at the column. */
  list: boolean;
  /** The number of items of that list passed so far. */
  index: number;
}

/** Passes one line, which may hold the parent. Returns false when the lines are part of a text. */
function climbLine(line: Line, path: Path, state: Climb): boolean {
  const loneDash = line.key === undefined && line.value.text === '' && line.dashes.length > 0;
  const isParent = line.column < state.column || (state.list && line.column === state.column);
  if (isParent && !loneDash) {
    if (!line.key || !opensBlock(line)) return false;
    if (state.list) path.unshift(state.index);
    path.unshift(line.key.text);
    state.column = line.column;
    state.list = false;
  }
  return climbDashes(line.dashes, path, state, loneDash ? state.column : line.column);
}

/** Passes the dashes of a line, the innermost first. Returns false when the line is part of a text. */
function climbDashes(dashes: number[], path: Path, state: Climb, content: number): boolean {
  for (let i = dashes.length - 1; i >= 0; i--) {
    const dash = dashes[i]!;
    if (state.list && dash === state.column) state.index++;
    else if (dash < state.column) {
      // An object indented deeper than the item's content belongs to a text.
      if (!state.list && state.column !== content && i === dashes.length - 1) return false;
      if (state.list) path.unshift(state.index);
      state.column = dash;
      state.list = true;
      state.index = 0;
    }
  }
  return true;
}
