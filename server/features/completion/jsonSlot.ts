import type { OpenDocument } from '../../documents/document';
import type { ReadPiece } from '../../documents/readDocument';
import type { Span } from '../../documents/tree';
import type { Path, Spot } from './cursorSlot';
import { scanSpot } from './scan';

/** Scans only the piece around the cursor, or what stands between the pieces. */
export function jsonSpot(document: OpenDocument, offset: number): Spot | undefined {
  const text = document.content;
  const { pieces, whole } = document.tree;
  if (text.trim() === '') return emptySpot(text);
  if (whole) return scanSpot(text, offset, { from: 0, path: [], limit: text.length, skip: [], flow: false });

  const at = lastPieceFrom(pieces, offset);
  const piece = pieces[at];
  if (piece && offset <= piece.end && insidePiece(text, piece, offset)) {
    return scanSpot(text, offset, {
      from: piece.start,
      path: pathOfPiece(piece.name),
      limit: piece.end,
      skip: [],
      flow: false,
    });
  }
  // The last piece before the cursor may lack its end while one types: it is read, not skipped.
  const skip: Span[] = pieces.filter((_, index) => index !== at);
  const section = sectionAt(document, offset);
  if (section) return scanSpot(text, offset, { ...section, skip, flow: false });
  return scanSpot(text, offset, { from: 0, path: [], limit: text.length, skip, flow: false });
}

/** Nothing is written yet: all of it is one value. */
function emptySpot(text: string): Spot {
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

/** Index of the last piece that begins before the offset or at it; -1 where none does. */
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

/** At its brackets an object's piece is not entered; a scalar's is, since touching it means it. */
function insidePiece(text: string, piece: ReadPiece, offset: number): boolean {
  const first = text[piece.start];
  if (first !== '{' && first !== '[') return true;
  return offset > piece.start && (offset < piece.end || !/[}\]]/.test(text[piece.end - 1]!));
}

/** A piece is named by its section and key, or by its key alone. */
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
