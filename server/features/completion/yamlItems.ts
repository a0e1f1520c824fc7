import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextMode,
  MarkupKind,
  type Position,
} from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../documents/document';
import type { CompletionEngine } from '../../engine/yamlEngine';
import { say } from '../../texts/say';
import type { CursorSlot } from './cursorSlot';
import { isPlaced } from './extensions';
import { lastPieceFrom, pathOfPiece } from './jsonSlot';

/**
 * Maximum number of characters passed to the YAML engine, which parses the whole text at every request: longer texts would
 * be too slow.
 */
const maxEngineText = 200_000;

/**
 * The completions of yaml-language-server, such as the snippets in Microsoft's schema. It gets the piece around
 * the cursor below its section's key, not the whole document.
 */
export async function yamlItems(
  document: OpenDocument,
  spot: CursorSlot,
  offset: number,
  engine: CompletionEngine,
): Promise<CompletionItem[]> {
  // We complete references: the engine writes them without quotes, where `#` begins a comment.
  if (spot.key === '$ref') return [];
  // Between brackets, and for a key with a value, the engine would write too much.
  if (!spot.yaml || spot.yaml.flow || spot.hasColon) return [];
  const part = partAround(document, offset);
  if (part.text.length > maxEngineText) return [];
  const items = await engine.yaml(part.text, offset + part.shift).catch((): CompletionItem[] => []);
  const cursor = document.positionAt(offset);
  return items.flatMap((item, order) => {
    const placed = adopt(item, spot, cursor, part.lines);
    return placed ? { ...placed, sortText: `3${String(order).padStart(4, '0')}` } : [];
  });
}

interface Part {
  text: string;
  /** The difference from offsets of the document to those of the text. */
  shift: number;
  /** The difference from lines of the text to those of the document. */
  lines: number;
}

function partAround(document: OpenDocument, offset: number): Part {
  const { content: text, tree } = document;
  const piece = tree.whole ? undefined : tree.pieces[lastPieceFrom(tree.pieces, offset)];
  if (!piece || offset > piece.end) return { text, shift: 0, lines: 0 };
  const path = pathOfPiece(piece.name);
  const head = path.length > 1 ? `${path[0]}:\n` : '';
  const headLines = head === '' ? 0 : 1;
  return {
    text: head + text.slice(piece.start, piece.end),
    shift: head.length - piece.start,
    lines: document.positionAt(piece.start).line - headLines,
  };
}

/**
 * The item at its place in the document; undefined for what is present, misplaced, or would not be right as written.
 */
function adopt(item: CompletionItem, spot: CursorSlot, cursor: Position, lines: number): CompletionItem | undefined {
  const edit = item.textEdit;
  if (!edit || !('range' in edit)) return undefined;
  const { start, end } = edit.range;
  if (start.line !== end.line || start.line + lines !== cursor.line) return undefined;
  if (start.character > cursor.character || end.character < cursor.character) return undefined;
  if (spot.siblings.has(item.label) || spot.items.includes(item.label) || isPlaced(item.label) || item.label === '$ref')
    return undefined;
  // The skeleton of a whole schema, named like it, holds only what its keys offer one by one.
  if (item.kind === CompletionItemKind.Class) return undefined;
  // The engine writes values of the schema's snippets as they are, though YAML reserves these characters.
  if (/(?:^|:\s+)[@`%#]/.test(edit.newText)) return undefined;
  const isKey = /^[^\n]*:(?:\s|$)/.test(edit.newText);
  if (spot.slot === 'key' && !spot.yaml?.undecided && !isKey) return undefined;
  const text = typeof item.documentation === 'string' ? item.documentation : item.documentation?.value;
  const line = cursor.line;
  return {
    label: item.label,
    kind: item.kind,
    insertTextFormat: item.insertTextFormat,
    insertTextMode: InsertTextMode.adjustIndentation,
    filterText: `${spot.quote}${item.label}${spot.quote}`,
    textEdit: {
      newText: edit.newText,
      range: { start: { line, character: start.character }, end: { line, character: end.character } },
    },
    ...(text && { documentation: { kind: MarkupKind.Markdown, value: say(text) } }),
  };
}
