import { say } from '../texts/say';
import { closeBrace, colon, openBrace } from './characters';
import { faulty, PlainReader, plainly, readPlain } from './fastJsonReader';
import { bracketDepth, duplicateKeys, maxDepth, reportDuplicates, skipBlank, skipValue, splitObject } from './json';
import { parseJson } from './jsonParser';
import { type Outline, recoverJson } from './outlineRecovery';
import { type Member, Node, type Piece, type Problem, type Span } from './tree';
import { blockKey, firstColumn, nextLine, parseYaml, splitBlock } from './yaml';

export type Language = 'json' | 'jsonc' | 'yaml';

/** Maximum length of a document in UTF-16 code units: larger than any definition that Power Automate takes. */
export const maxLength = 32 * 1024 * 1024;

/** Top-level members whose own members are pieces. */
const sections = new Set(['paths', 'definitions', 'parameters', 'responses']);

/** The tree of a text, in pieces. */
export interface Reading {
  language: Language;
  root: Node | undefined;
  /** Contains what is in no other piece: the root, the sections and their keys. Its start is 0. */
  skeleton: Piece;
  /** In the order of the text; each begins after the previous one ends. */
  pieces: ReadPiece[];
  /** True when one piece contains everything, since the text could not be divided. */
  whole: boolean;
  /** True when the text was divided by its indentation, since brackets or commas are broken: any edit may divide it differently. */
  recovered: boolean;
  length: number;
}

export interface ReadPiece extends Piece {
  /** Section and key: a later reading finds the piece by it. */
  name: string;
  /** The column at which the key of a YAML piece begins. */
  indent: number;
  holder: Member;
  /** The value of a JSON piece; a YAML piece contains its key as well, in `holder`. */
  value: Node | undefined;
}

/** The change from the previous text to the current one: `[start, oldEnd)` became `[start, newEnd)`. */
export interface Edit {
  start: number;
  oldEnd: number;
  newEnd: number;
}

/** Reads a text; never throws. Given the previous reading and the edit since, pieces outside of the edit are kept. */
export function readDocument(text: string, language: Language, before?: Reading, edit?: Edit): Reading {
  if (text.length > maxLength) return tooLarge(text, language);
  return fresh(text, language, before && edit && before.language === language ? reuse(before, edit) : nothing);
}

/** A text of which parts can be read. */
export interface TextParts {
  readonly length: number;
  /** The text between two offsets, as a string that keeps no other in memory. */
  copy(start: number, end: number): string;
}

/** Finds nothing, as there is no previous reading. */
const nothing: Reuse = () => undefined;

/** All problems of a reading, with offsets in the document. */
export function problemsOf(reading: Reading): Problem[] {
  const all = [...reading.skeleton.problems];
  for (const piece of reading.pieces) {
    for (const problem of piece.problems) {
      all.push({ ...problem, start: problem.start + piece.start, end: problem.end + piece.start });
    }
  }
  return all.sort((a, b) => a.start - b.start);
}

type Reuse = (name: string, span: Span, indent: number) => ReadPiece | undefined;

function fresh(text: string, language: Language, old: Reuse): Reading {
  const reading = language === 'yaml' ? readYaml(text, old) : readJson(text, language, old);
  if (!reading.whole) duplicateKeysOfSkeleton(reading);
  return reading;
}

function tooLarge(text: string, language: Language): Reading {
  const message = say`This file is larger than ${maxLength / 1024 / 1024} MB: it is not checked.`;
  const skeleton: Piece = { start: 0, end: text.length, problems: [{ code: 'syntax', message, start: 0, end: 1 }] };
  return { language, root: undefined, skeleton, pieces: [], whole: true, recovered: false, length: text.length };
}

/**
 * A copy of a part of the text: a slice would keep the whole version of the document in memory. Joined parts become a string
 * of their own.
 */
function copy(text: string, start: number, end: number): string {
  const middle = (start + end) >> 1;
  return [text.slice(start, middle), text.slice(middle, end)].join('');
}

function firstCharacter(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

// JSON

function readJson(text: string, language: Language, old: Reuse): Reading {
  const comments = language === 'jsonc';
  const plain = old === nothing ? plainly(() => readPlainJson(text, language)) : undefined;
  if (plain) return plain;
  const skeleton: Piece = { start: 0, end: text.length, problems: [] };
  const start = skipBlank(text, firstCharacter(text), comments);
  const span = splitObject(text, start, comments);
  if (!span || skipBlank(text, span.end, comments) < text.length) return readBrokenJson(text, language, old);
  const members = span.members.map((member) =>
    sections.has(member.key) ? { ...member, object: splitObject(text, member.valueStart, comments) } : member,
  );
  const pieces: ReadPiece[] = [];
  const root = assemble(
    { ...span, members },
    skeleton,
    pieces,
    (name, place) => old(name, place, 0) ?? jsonPiece(text, name, place, comments),
  );
  return { language, root, skeleton, pieces, whole: false, recovered: false, length: text.length };
}

/**
 * Reads and divides a text in one pass. A piece with a fault is left to the parser that copes with it, as long as its end
 * can be found; throws like {@link PlainReader} where it can't, or where the fault is outside the pieces.
 */
function readPlainJson(text: string, language: Language): Reading {
  const comments = language === 'jsonc';
  const skeleton: Piece = { start: 0, end: text.length, problems: [] };
  const pieces: ReadPiece[] = [];
  const reader = new PlainReader(text, comments, firstCharacter(text), skeleton);

  const readMember = (section: string | undefined, parent: Node): Member => {
    reader.next();
    const keyStart = reader.position;
    const key = reader.string();
    const holder: Member = { key, piece: skeleton, keyStart, keyEnd: reader.position, value: undefined };
    reader.expect(colon);
    if (reader.next() === openBrace && section === undefined && sections.has(key)) {
      holder.value = readMembers(key, parent);
      return holder;
    }
    const start = reader.position;
    const piece = newPiece(section === undefined ? key : `${section} ${key}`, { start, end: start }, 0);
    reader.enter(piece);
    piece.value = plainly(() => reader.value(undefined));
    if (piece.value) {
      piece.end = reader.position;
      if (reader.duplicates) duplicateKeys(piece.value, piece.problems);
    } else {
      piece.end = skipValue(text, start, comments);
      if (piece.end < 0) throw faulty;
      reader.leave(piece.end);
      parseJsonPiece(copy(text, piece.start, piece.end), piece, comments);
    }
    attach(piece, holder, parent);
    pieces.push(piece);
    return holder;
  };
  const readMembers = (section: string | undefined, parent: Node | undefined): Node => {
    const node = new Node('object', skeleton, reader.position, reader.position);
    node.members = [];
    node.parent = parent;
    reader.expect(openBrace);
    if (reader.next() === closeBrace) reader.position++;
    else
      do node.members.push(readMember(section, node));
      while (reader.more(closeBrace));
    node.end = reader.position;
    return node;
  };

  reader.next();
  const root = readMembers(undefined, undefined);
  reader.end();
  return { language, root, skeleton, pieces, whole: false, recovered: false, length: text.length };
}

/** The skeleton's objects, with a piece for each member that is not divided further. */
function assemble(
  object: Outline,
  skeleton: Piece,
  pieces: ReadPiece[],
  pieceFor: (name: string, place: Span) => ReadPiece,
  section?: string,
): Node {
  const node = new Node('object', skeleton, object.start, object.end);
  node.members = object.members.map(({ key, keyStart, keyEnd, valueStart, valueEnd, object: inner }): Member => {
    const holder: Member = { key, piece: skeleton, keyStart, keyEnd, value: undefined };
    if (inner) {
      holder.value = assemble(inner, skeleton, pieces, pieceFor, key);
      holder.value.parent = node;
    } else {
      const piece = pieceFor(section === undefined ? key : `${section} ${key}`, { start: valueStart, end: valueEnd });
      attach(piece, holder, node);
      pieces.push(piece);
    }
    return holder;
  });
  return node;
}

function attach(piece: ReadPiece, holder: Member, parent: Node): void {
  piece.holder = holder;
  holder.value = piece.value;
  if (piece.value) piece.value.parent = parent;
}

function jsonPiece(text: string, name: string, place: Span, comments: boolean): ReadPiece {
  const piece = newPiece(name, place, 0);
  parseJsonPiece(copy(text, place.start, place.end), piece, comments);
  return piece;
}

/** @param own the text of the piece */
function parseJsonPiece(own: string, piece: ReadPiece, comments: boolean): void {
  piece.value = readPlain(own, piece, comments);
  if (piece.value) return;
  piece.value = parseJson(own, piece, comments);
  duplicateKeys(piece.value, piece.problems);
}

function newPiece(name: string, place: Span, indent: number): ReadPiece {
  const holder: Member = {
    key: '',
    piece: { start: 0, end: 0, problems: [] },
    keyStart: 0,
    keyEnd: 0,
    value: undefined,
  };
  return { name, start: place.start, end: place.end, problems: [], indent, holder, value: undefined };
}

function readBrokenJson(text: string, language: Language, old: Reuse): Reading {
  const comments = language === 'jsonc';
  const recovered = recoverJson(text, sections, comments);
  const whole = newPiece('', { start: 0, end: text.length }, 0);
  const skeleton: Piece = { start: 0, end: text.length, problems: [] };
  if (recovered) {
    skeleton.problems.push(...recovered.problems);
    const pieces: ReadPiece[] = [];
    const root = assemble(
      recovered.root,
      skeleton,
      pieces,
      (name, place) => old(name, place, 0) ?? brokenPiece(text, name, place, comments),
    );
    const reading: Reading = { language, root, skeleton, pieces, whole: false, recovered: true, length: text.length };
    skeleton.problems = ownProblems(skeleton.problems, pieces, text);
    if (!problemsOf(reading).some((problem) => problem.code === 'syntax')) {
      parseJson(text.slice(firstCharacter(text)), whole, comments);
      skeleton.problems.push(...whole.problems.slice(0, 1));
    }
    return reading;
  }
  if (bracketDepth(text) > maxDepth) {
    skeleton.problems.push(...tooDeep('', { start: 0, end: text.length }).problems);
    return { language, root: undefined, skeleton, pieces: [], whole: true, recovered: false, length: text.length };
  }
  whole.start = firstCharacter(text);
  const root = parseJson(text.slice(whole.start), whole, comments);
  duplicateKeys(root, whole.problems);
  return { language, root, skeleton, pieces: [whole], whole: true, recovered: false, length: text.length };
}

/** Problems of the outline that no fault inside a member explains: a cut-off member, or a fault close by. */
function ownProblems(outline: Problem[], pieces: ReadPiece[], text: string): Problem[] {
  const inner = pieces.flatMap(({ start, problems }) =>
    problems.filter(({ code }) => code === 'syntax').map((problem) => start + problem.start),
  );
  if (inner.length === 0) return outline;
  const isNear = (a: number, b: number): boolean =>
    text.slice(Math.min(a, b), Math.max(a, b)).split('\n', 4).length <= 3;
  return outline.filter(
    ({ fault, start }) => fault === 'comment' || (fault !== 'unclosed' && !inner.some((other) => isNear(start, other))),
  );
}

function brokenPiece(text: string, name: string, place: Span, comments: boolean): ReadPiece {
  const deep = bracketDepth(text.slice(place.start, place.end)) > maxDepth;
  return deep ? tooDeep(name, place) : jsonPiece(text, name, place, comments);
}

function tooDeep(name: string, place: Span): ReadPiece {
  const piece = newPiece(name, place, 0);
  const message = say`Nested deeper than ${maxDepth} levels: not read.`;
  piece.problems.push({ code: 'syntax', message, start: 0, end: 1 });
  return piece;
}

// YAML

function readYaml(text: string, old: Reuse): Reading {
  const skeleton: Piece = { start: 0, end: text.length, problems: [] };
  const start = blockStart(text);
  const top = start === undefined ? undefined : splitBlock(text, start, text.length, 0);
  if (!top || top.length === 0) return readWholeYaml(text);
  const pieces: ReadPiece[] = [];
  let anchors = false;
  const root = new Node('object', skeleton, start!, text.length);
  root.members = [];

  const readPiece = (name: string, place: Span, indent: number, parent: Node): void => {
    let piece = old(name, place, indent);
    if (!piece) {
      piece = newPiece(name, place, indent);
      if (parseYamlPiece(copy(text, piece.start, piece.end), piece)) anchors = true;
    }
    const holder = piece.holder;
    parent.members.push(holder);
    if (holder.value) holder.value.parent = parent;
    pieces.push(piece);
  };

  for (const span of top) {
    const children = sections.has(span.key) ? childrenOf(text, span) : undefined;
    if (!children) {
      readPiece(span.key, span, 0, root);
      continue;
    }
    const keyEnd = span.start + /^(?:"[^"]*"|'[^']*'|[^:]*)/.exec(text.slice(span.start, span.start + 64))![0].length;
    const section = new Node('object', skeleton, children.spans[0]!.start + children.indent, span.end);
    section.members = [];
    section.parent = root;
    root.members.push({ key: span.key, piece: skeleton, keyStart: span.start, keyEnd, value: section });
    for (const child of children.spans) readPiece(`${span.key} ${child.key}`, child, children.indent, section);
  }
  // An alias in one piece may refer to an anchor in another.
  if (anchors) return readWholeYaml(text);
  return { language: 'yaml', root, skeleton, pieces, whole: false, recovered: false, length: text.length };
}

/** The offset after a byte-order mark, comments and one `---`; undefined where the text is not a plain block mapping. */
function blockStart(text: string): number | undefined {
  let line = firstCharacter(text);
  for (let marker = false; line < text.length; ) {
    const next = nextLine(text, line, text.length);
    const content = text.slice(line, next).trim();
    if (content === '---' && !marker) marker = true;
    else if (content !== '' && !content.startsWith('#')) break;
    line = next;
  }
  return blockKey(text.slice(line, nextLine(text, line, text.length))) === undefined ? undefined : line;
}

function childrenOf(
  text: string,
  span: Span,
): { spans: { key: string; start: number; end: number }[]; indent: number } | undefined {
  const first = nextLine(text, span.start, span.end);
  // Only `key:` with at most a comment after it has its members on the lines below.
  if (!/:\s*(?:#.*)?$/.test(text.slice(span.start, first).trimEnd())) return undefined;
  for (let line = first; line < span.end; ) {
    const next = nextLine(text, line, span.end);
    const column = firstColumn(text, line, next);
    if (column >= 0 && text[line + column] !== '#') {
      const spans = column > 0 ? splitBlock(text, first, span.end, column) : undefined;
      return spans && spans.length > 0 ? { spans, indent: column } : undefined;
    }
    line = next;
  }
  return undefined;
}

/** Reads a YAML piece; true when it uses anchors. @param own the text of the piece */
function parseYamlPiece(own: string, piece: ReadPiece): boolean {
  const { root, anchors } = parseYaml(own, piece);
  duplicateKeys(root, piece.problems);
  const member = root?.members[0];
  const key = blockKey(own.slice(piece.indent, nextLine(own, 0, own.length))) ?? '';
  piece.holder = member ?? { key, piece, keyStart: piece.indent, keyEnd: piece.indent + key.length, value: undefined };
  return anchors;
}

function readWholeYaml(text: string): Reading {
  const skeleton: Piece = { start: 0, end: text.length, problems: [] };
  const whole = newPiece('', { start: firstCharacter(text), end: text.length }, 0);
  const { root, anchors } = parseYaml(text.slice(whole.start), whole);
  whole.aliased = anchors;
  duplicateKeys(root, whole.problems);
  return { language: 'yaml', root, skeleton, pieces: [whole], whole: true, recovered: false, length: text.length };
}

function duplicateKeysOfSkeleton(reading: Reading): void {
  const { skeleton, root } = reading;
  const objects = [root, ...(root?.members.map((member) => member.value) ?? [])];
  for (const object of objects) {
    if (object?.kind !== 'object' || object.piece !== skeleton) continue;
    // Members may be in other pieces; offsets of the skeleton's problems are in the document.
    reportDuplicates(object.members, skeleton.problems, ({ piece }) => piece.start);
  }
}

// Editing

/**
 * Reads the one piece again that the edit falls into, and nothing else; false where the edit reaches further than the inside
 * of one piece, with the reading as it was.
 */
export function readEdited(text: TextParts, reading: Reading, edit: Edit): boolean {
  if (reading.whole || reading.recovered || text.length > maxLength) return false;
  const index = lastPieceBefore(reading.pieces, edit.start);
  const piece = reading.pieces[index];
  if (!piece || edit.start <= piece.start || edit.oldEnd >= piece.end) return false;
  // A section that could not be divided may be divided now.
  if (sections.has(piece.name)) return false;
  const delta = edit.newEnd - edit.oldEnd;
  const parent = piece.holder.value?.parent;
  if (!parent) return false;
  const own = text.copy(piece.start, piece.end + delta);
  const isRead =
    reading.language === 'yaml'
      ? readYamlAgain(own, piece, parent, edit)
      : readJsonAgain(own, piece, parent, reading.language === 'jsonc');
  if (!isRead) return false;
  shift(reading, index + 1, edit.start, delta);
  reading.length = text.length;
  return true;
}

/** The index of the last piece that begins at or before an offset, found by halving; 0 where there is none. */
function lastPieceBefore(pieces: ReadPiece[], offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param own the text of the piece after the edit */
function readYamlAgain(own: string, piece: ReadPiece, parent: Node, edit: Edit): boolean {
  const firstBreak = own.indexOf('\n');
  // The key's own line decides where a piece begins.
  if (firstBreak < 0 || edit.start - piece.start <= firstBreak) return false;
  if (splitBlock(own, 0, own.length, piece.indent)?.length !== 1) return false;
  const before = { ...piece };
  piece.end = piece.start + own.length;
  piece.problems = [];
  if (parseYamlPiece(own, piece)) {
    Object.assign(piece, before);
    return false;
  }
  const index = parent.members.indexOf(before.holder);
  if (index < 0) return false;
  parent.replace(index, piece.holder);
  if (piece.holder.value) piece.holder.value.parent = parent;
  return true;
}

/** @param own the text of the piece after the edit */
function readJsonAgain(own: string, piece: ReadPiece, parent: Node, comments: boolean): boolean {
  if ((own[0] !== '{' && own[0] !== '[') || skipValue(own, 0, comments) !== own.length) return false;
  piece.end = piece.start + own.length;
  piece.problems = [];
  parseJsonPiece(own, piece, comments);
  attach(piece, piece.holder, parent);
  return true;
}

/** Moves everything after an edit inside a piece. @param from index of the next piece */
function shift(reading: Reading, from: number, edited: number, delta: number): void {
  if (delta === 0) return;
  for (let i = from; i < reading.pieces.length; i++) {
    const piece = reading.pieces[i]!;
    piece.start += delta;
    piece.end += delta;
  }
  const { skeleton, root } = reading;
  skeleton.end += delta;
  for (const problem of skeleton.problems) {
    if (problem.start >= edited) {
      problem.start += delta;
      problem.end += delta;
    }
  }
  const move = (object: Node | undefined): void => {
    if (!object || object.piece !== skeleton) return;
    if (object.start > edited) object.start += delta;
    if (object.end > edited) object.end += delta;
    for (const member of object.members) {
      if (member.piece === skeleton && member.keyStart > edited) {
        member.keyStart += delta;
        member.keyEnd += delta;
      }
      move(member.value);
    }
  };
  move(root);
}

/** Finds pieces of the previous reading that are outside of the edit, and moves them to their current place. */
function reuse(before: Reading, edit: Edit): Reuse {
  if (before.whole) return nothing;
  const delta = edit.newEnd - edit.oldEnd;
  const byName = new Map<string, ReadPiece[]>();
  for (const piece of before.pieces) {
    const same = byName.get(piece.name);
    if (same) same.push(piece);
    else byName.set(piece.name, [piece]);
  }
  return (name, span, indent) => {
    const found = byName.get(name)?.find((piece) => {
      const shifted = piece.start >= edit.oldEnd ? delta : piece.end <= edit.start ? 0 : undefined;
      return (
        shifted !== undefined &&
        piece.indent === indent &&
        piece.start + shifted === span.start &&
        piece.end + shifted === span.end
      );
    });
    if (found) {
      found.start = span.start;
      found.end = span.end;
    }
    return found;
  };
}
