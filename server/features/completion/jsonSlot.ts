import type { OpenDocument } from '../../documents/document';
import type { ReadPiece } from '../../documents/readDocument';
import type { Span } from '../../documents/tree';
import type { CursorSlot, Path } from './cursorSlot';
import { scanSlot } from './scan';

/** The slot at an offset of JSON. Scans only the piece around the cursor, or the text between the pieces. */
export function jsonSlot(document: OpenDocument, offset: number): CursorSlot | undefined {
  const text = document.content;
  const { pieces, whole } = document.tree;
  if (text.trim() === '') return emptySlot(text);
  if (whole) return scanSlot(text, offset, { from: 0, path: [], limit: text.length, skip: [], flow: false });

  const at = lastPieceFrom(pieces, offset);
  const piece = pieces[at];
  if (piece && offset <= piece.end && insidePiece(text, piece, offset)) {
    return scanSlot(text, offset, {
      from: piece.start,
      path: pathOfPiece(piece.name),
      limit: piece.end,
      skip: [],
      flow: false,
    });
  }
  // While the user is typing, the last piece before the cursor may still be unclosed, so it is read, not skipped.
  const skip: Span[] = pieces.filter((_, index) => index !== at);
  const section = sectionAt(document, offset);
  if (section) return scanSlot(text, offset, { ...section, skip, flow: false });
  return scanSlot(text, offset, { from: 0, path: [], limit: text.length, skip, flow: false });
}

/** The slot of an empty text: all of it is one value. */
function emptySlot(text: string): CursorSlot {
  return {
    path: [],
    slot: 'value',
    key: undefined,
    siblings: new Map(),
    items: [],
    replace: { start: 0, end: text.length },
    quote: '',
    hasColon: false,
    commaBefore: undefined,
    commaAfter: false,
    inlineEmpty: false,
    yaml: undefined,
  };
}

/** The index of the last piece that begins at or before the offset; -1 when there is none. */
export function lastPieceFrom(pieces: ReadPiece[], offset: number): number {
  let low = -1;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** True when the cursor is inside a piece. At the brackets of an object it is not; at the ends of a scalar it is. */
function insidePiece(text: string, piece: ReadPiece, offset: number): boolean {
  const first = text[piece.start];
  if (first !== '{' && first !== '[') return true;
  return offset > piece.start && (offset < piece.end || !/[}\]]/.test(text[piece.end - 1]!));
}

/** The path of a piece, whose name is its section and key, or its key alone. */
export function pathOfPiece(name: string): Path {
  const inSection = /^(paths|definitions|parameters|responses) ([\s\S]*)$/.exec(name);
  return inSection ? [inSection[1]!, inSection[2]!] : [name];
}

function sectionAt(document: OpenDocument, offset: number): { from: number; path: Path; limit: number } | undefined {
  const { root, skeleton } = document.tree;
  for (const { key, value } of root?.members ?? []) {
    if (value?.kind === 'object' && value.piece === skeleton && offset > value.start && offset < value.end) {
      return { from: value.start, path: [key], limit: value.end };
    }
  }
  return undefined;
}
