import type { OpenDocument } from '../../documents/document';
import type { Node } from '../../documents/tree';
import type { CursorSlot, Path, YamlSlot } from './cursorSlot';
import { lastPieceFrom, pathOfPiece } from './jsonSlot';
import { scanSlot } from './scan';
import { scalarText } from './tokens';
import { type Ceiling, climb, type Line, lineAfter, lineAt, lineBefore, opensBlockScalar } from './yamlLines';

/**
 * What is being typed at an offset: found by indentation, line by line upwards, or between brackets by scanning them.
 */
export function yamlSlot(document: OpenDocument, offset: number): CursorSlot | undefined {
  const text = document.content;
  const line = lineAt(text, offset);
  if (inComment(text, line, offset)) return undefined;
  const ceiling = ceilingFor(document, offset);
  const flow = flowAround(document, offset) ?? flowOnLine(text, line, offset, ceiling);
  if (flow) {
    const spot = scanSlot(text, offset, { ...flow, limit: text.length, skip: [], flow: true });
    if (spot) spot.yaml = { ...lineFacts(line), flow: true, column: line.column };
    return spot;
  }
  const column = columnOf(line, offset);
  if (insideBlockScalar(text, line, column)) return undefined;
  if (line.valueMark !== undefined && !line.key) return explicitValueSlot(text, line, line.valueMark, offset, ceiling);
  if (line.key && offset > line.key.end) return valueSlot(text, line, offset, ceiling);
  return keyOrItemSlot(text, line, offset, column, ceiling);
}

function lineFacts(line: Line): YamlSlot {
  return {
    flow: false,
    column: line.column,
    leading: line.indent,
    afterColon: undefined,
    undecided: false,
    dash: false,
    itemPath: undefined,
  };
}

/** The column of a line's content; on a blank line, of the cursor. */
function columnOf(line: Line, offset: number): number {
  return line.blank ? offset - line.start : line.column;
}

function inComment(text: string, line: Line, offset: number): boolean {
  const before = text.slice(line.start, offset);
  if (!before.includes('#')) return false;
  const bare = before.replace(/"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/g, (quoted) => '_'.repeat(quoted.length));
  return /(?:^|\s)#/.test(bare);
}

/** True when the nearest line above with less indentation opens a text of several lines. */
function insideBlockScalar(text: string, line: Line, column: number): boolean {
  for (let above = lineBefore(text, line); above; above = lineBefore(text, above)) {
    if (above.blank) continue;
    const holder = above.dashes.length > 0 && !above.key ? above.dashes.at(-1)! : above.column;
    if (holder < column || (above.dashes.length > 0 && above.dashes[0]! < column)) return opensBlockScalar(above);
  }
  return false;
}

function ceilingFor(document: OpenDocument, offset: number): Ceiling | undefined {
  const { pieces, whole } = document.tree;
  if (whole) return undefined;
  const piece = pieces[lastPieceFrom(pieces, offset)];
  if (!piece) return undefined;
  return { start: piece.start, column: piece.indent, above: pathOfPiece(piece.name).slice(0, -1) };
}

interface FlowStart {
  from: number;
  path: Path;
}

/** The outermost brackets around the cursor in the tree; they may begin on an earlier line. */
function flowAround(document: OpenDocument, offset: number): FlowStart | undefined {
  const text = document.content;
  const path: Path = [];
  let node: Node | undefined = document.tree.root;
  while (node) {
    const start: number = node.piece.start + node.start;
    const first = text[start];
    if ((first === '{' || first === '[') && (node.kind === 'object' || node.kind === 'array')) {
      return start < offset ? { from: start, path } : undefined;
    }
    const found: { at: string | number; value: Node } | undefined = childAround(node, offset);
    if (!found) return undefined;
    path.push(found.at);
    node = found.value;
  }
  return undefined;
}

function childAround(node: Node, offset: number): { at: string | number; value: Node } | undefined {
  const holds = (value: Node | undefined): value is Node =>
    value !== undefined &&
    value.parent === node &&
    offset > value.piece.start + value.start &&
    offset < value.piece.start + value.end;
  if (node.kind === 'object') {
    const member = node.members.find(({ value }) => holds(value));
    return member?.value && { at: member.key, value: member.value };
  }
  const index = node.items.findIndex(holds);
  return index < 0 ? undefined : { at: index, value: node.items[index]! };
}

/** Brackets that begin on the cursor's line, as in `required: [|`. */
function flowOnLine(text: string, line: Line, offset: number, ceiling: Ceiling | undefined): FlowStart | undefined {
  const from = line.value.start;
  if (from >= offset || !/[{[]/.test(text[from] ?? '')) return undefined;
  // Nothing is typed after the closing bracket.
  if (offset >= line.value.end && /[}\]]/.test(text[line.value.end - 1]!)) return undefined;
  const path = pathOfLine(text, line, ceiling);
  return path && { from, path };
}

/** The path of the value on a line. */
function pathOfLine(text: string, line: Line, ceiling: Ceiling | undefined): Path | undefined {
  if (line.key) {
    const path = climb(text, line, line.column, false, ceiling);
    return path && [...path, line.key.text];
  }
  const dash = line.dashes.at(-1);
  if (dash === undefined) return line.column === 0 ? [] : undefined;
  const path = climb(text, line, dash, true, ceiling);
  return path;
}

/** Outside of brackets there are no commas, and a key is typed before its colon. */
const plain = { hasColon: false, commaBefore: undefined, commaAfter: false, inlineEmpty: false };

function valueSlot(text: string, line: Line, offset: number, ceiling: Ceiling | undefined): CursorSlot | undefined {
  const { value, afterColon } = line;
  if (offset < afterColon || offset > Math.max(value.end, value.text === '' ? offset : 0)) return undefined;
  if (/^[|>&*!{[]/.test(value.text)) return undefined;
  // Its value is on the lines below.
  if (value.text === '' && hasChildren(text, line)) return undefined;
  const path = climb(text, line, line.column, false, ceiling);
  if (!path) return undefined;
  const start = value.text === '' ? offset : Math.min(offset, value.start);
  return {
    ...plain,
    path,
    slot: 'value',
    key: line.key!.text,
    siblings: siblingKeys(text, line, line.column),
    items: [],
    replace: { start, end: Math.max(offset, value.end) },
    quote: quoteOf(text, start),
    yaml: { ...lineFacts(line), afterColon },
  };
}

/** The value behind a `:` that begins a line, of the key after `? ` above. */
function explicitValueSlot(
  text: string,
  line: Line,
  mark: number,
  offset: number,
  ceiling: Ceiling | undefined,
): CursorSlot | undefined {
  const afterColon = line.start + mark + 1;
  const { value } = line;
  if (offset < afterColon || /^[|>&*!{[]/.test(value.text)) return undefined;
  const path = climb(text, line, mark + 1, false, ceiling);
  const key = path?.at(-1);
  if (!path || typeof key !== 'string') return undefined;
  const start = value.text === '' ? offset : Math.min(offset, value.start);
  return {
    ...plain,
    path: path.slice(0, -1),
    slot: 'value',
    key,
    siblings: siblingKeys(text, line, mark),
    items: [],
    replace: { start, end: Math.max(offset, value.end) },
    quote: quoteOf(text, start),
    yaml: { ...lineFacts(line), column: mark, afterColon },
  };
}

function hasChildren(text: string, line: Line): boolean {
  for (let below = lineAfter(text, line); below; below = lineAfter(text, below)) {
    if (below.blank) continue;
    return below.indent > line.column || (below.indent === line.column && below.dashes.length > 0);
  }
  return false;
}

function quoteOf(text: string, start: number): string {
  return text[start] === '"' || text[start] === "'" ? text[start]! : '';
}

function keyOrItemSlot(
  text: string,
  line: Line,
  offset: number,
  column: number,
  ceiling: Ceiling | undefined,
): CursorSlot | undefined {
  // Nothing is typed among the spaces and dashes before the content of a line.
  if (!line.blank && offset < line.start + line.column) return undefined;
  const typed = line.key ?? (line.blank ? undefined : line.value);
  if (typed && (offset > typed.end || /^[{[]/.test(typed.text))) return undefined;
  const replace = typed && typed.text !== '' ? { start: typed.start, end: typed.end } : { start: offset, end: offset };
  const base = { ...plain, replace, quote: quoteOf(text, replace.start), key: undefined };
  const facts: YamlSlot = {
    ...lineFacts(line),
    column: line.blank || replace.start === offset ? offset - line.start : column,
  };
  if (line.blank) facts.leading = column;

  if (line.key) {
    const path = climb(text, line, column, false, ceiling);
    const siblings = siblingKeys(text, line, column);
    return path && { ...base, path, slot: 'key', siblings, items: [], hasColon: true, yaml: facts };
  }
  const dash = line.dashes.at(-1);
  if (dash !== undefined) return itemSlot(text, line, dash, base, facts, ceiling);
  const siblings = siblingKeys(text, line, column);
  if (siblings.size === 0 && listAt(text, line, column)) {
    const path = climb(text, line, column, true, ceiling);
    const items = siblingItems(text, line, column);
    return path && { ...base, path: path.slice(0, -1), slot: 'item', siblings, items, yaml: { ...facts, dash: true } };
  }
  const path = climb(text, line, column, false, ceiling);
  const undecided = siblings.size === 0;
  return path && { ...base, path, slot: 'key', siblings, items: [], yaml: { ...facts, undecided } };
}

/** The item after the last dash of a line, or the first key of an object there. */
function itemSlot(
  text: string,
  line: Line,
  dash: number,
  base: typeof plain & Pick<CursorSlot, 'replace' | 'quote' | 'key'>,
  facts: YamlSlot,
  ceiling: Ceiling | undefined,
): CursorSlot | undefined {
  const path = climb(text, line, dash, true, ceiling);
  if (!path || path.length === 0) return undefined;
  // Lines below at the content's column make the item an object whose first key is missing.
  const siblings = siblingKeys(text, line, facts.column);
  if (siblings.size > 0) return { ...base, path, slot: 'key', siblings, items: [], yaml: facts };
  const items = siblingItems(text, line, dash);
  return { ...base, path: path.slice(0, -1), slot: 'item', siblings, items, yaml: { ...facts, itemPath: path } };
}

/** True when the nearest line above or below that is not indented deeper is an item with its dash at this column. */
function listAt(text: string, line: Line, column: number): boolean {
  for (const step of [lineBefore, lineAfter]) {
    for (let other = step(text, line); other; other = step(text, other)) {
      if (other.blank || other.indent > column) continue;
      if (other.dashes[0] === column) return true;
      break;
    }
  }
  return false;
}

/** The keys at the same column of the same object, with their scalar values. */
function siblingKeys(text: string, line: Line, column: number): Map<string, string | undefined> {
  const keys = new Map<string, string | undefined>();
  const add = (other: Line): void => {
    if (other.key && other.column === column) {
      keys.set(other.key.text, other.value.text === '' ? undefined : scalarText(other.value.text));
    }
  };
  if (line.dashes.length === 0) {
    for (let above = lineBefore(text, line); above; above = lineBefore(text, above)) {
      if (above.blank) continue;
      if (above.column < column) break;
      add(above);
      if (above.dashes.length > 0 && above.dashes[0]! < column) break;
    }
  }
  for (let below = lineAfter(text, line); below; below = lineAfter(text, below)) {
    if (below.blank) continue;
    if (below.indent < column) break;
    if (below.dashes.length === 0) add(below);
  }
  return keys;
}

function siblingItems(text: string, line: Line, dash: number): string[] {
  const items: string[] = [];
  for (const step of [lineBefore, lineAfter]) {
    for (let other = step(text, line); other; other = step(text, other)) {
      if (other.blank) continue;
      if (other.indent < dash || (other.indent === dash && other.dashes[0] !== dash)) break;
      if (other.dashes.at(-1) === dash && !other.key) items.push(scalarText(other.value.text));
    }
  }
  return items;
}
