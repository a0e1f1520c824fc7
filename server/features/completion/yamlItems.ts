import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextMode,
  MarkupKind,
  type Position,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import { OpenDocument } from '../../documents/document';
import { type JsonSchema, resolvedAt } from '../../engine/connectorSchema';
import type { YamlEngine } from '../../engine/yamlEngine';
import type { Definition } from '../../model/definition';
import { say } from '../../texts/say';
import { noSupport } from '../clientSupport';
import { definitionOf, validate } from '../validate';
import type { CursorSlot } from './cursorSlot';
import { isPlaced } from './extensions';
import { fitItem } from './fitItem';
import { lastPieceFrom, pathOfPiece } from './jsonSlot';

/** Maximum number of characters of a piece passed to the YAML engine, which parses all of it at every request. */
const maxEngineText = 50_000;
/** Maximum number of characters of a document in which items are tried: each one has the document checked again. */
const maxTriedText = 100_000;
/** Maximum number of items that are tried for one request. */
const maxTried = 12;

/**
 * The completions of yaml-language-server that our own engine does not know, such as the snippets of Microsoft's schema: those
 * that leave, once accepted, a definition that parses and has no new finding. The engine gets the piece around the cursor
 * below its section's key, and the schema of that piece.
 *
 * @param known the labels that are offered already
 */
export async function yamlItems(
  document: OpenDocument,
  definition: Definition | undefined,
  spot: CursorSlot,
  offset: number,
  engine: YamlEngine,
  known: ReadonlySet<string>,
): Promise<CompletionItem[]> {
  // We complete references: the engine writes them without quotes, where `#` begins a comment.
  if (spot.key === '$ref') return [];
  // Between brackets, and for a key with a value, the engine would write too much.
  if (!spot.yaml || spot.yaml.flow || spot.hasColon || document.length > maxTriedText) return [];
  const part = partAround(document, offset);
  if (!part || part.text.length > maxEngineText) return [];
  const items = await engine.complete(part.text, offset + part.shift, part.schema).catch((): CompletionItem[] => []);
  const cursor = document.positionAt(offset);
  const adopted = items.flatMap((item) => (known.has(item.label) ? [] : (adopt(item, spot, cursor, part.lines) ?? [])));
  const tried = adopted.slice(0, maxTried);
  const holding = tried.length > 0 ? holdingItems(document, definition, tried) : [];
  return holding.map((item, order) => ({ ...item, sortText: `3${String(order).padStart(4, '0')}` }));
}

/** The items after which the text parses, without a finding that it does not have now. They are tried on a copy. */
function holdingItems(
  document: OpenDocument,
  definition: Definition | undefined,
  items: CompletionItem[],
): CompletionItem[] {
  const { uri, languageId, content } = document;
  const copy = new OpenDocument(uri, languageId, 0, content);
  const findings = (): string[] => findingsOf(copy, definitionOf(copy, definition?.properties));
  const before = findings();
  return items.filter((item) => {
    const edit = acceptedEdit(copy, item);
    const start = copy.offsetAt(edit.range.start);
    const replaced = content.slice(start, copy.offsetAt(edit.range.end));
    copy.update([{ range: edit.range, text: edit.newText }], 0);
    const after = findings();
    const range = copy.range({ start, end: start + edit.newText.length });
    copy.update([{ range, text: replaced }], 0);
    return isPartOf(after, before);
  });
}

/** True where each text of a list is in the other list, and as often. */
function isPartOf(texts: string[], others: string[]): boolean {
  const left = [...others];
  return texts.every((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** What is reported about a document, wherever it is. */
const findingsOf = (document: OpenDocument, definition: Definition | undefined): string[] =>
  validate(document, definition, { profile: 'certification' }).map(({ code, message }) => `${code} ${message}`);

/** The edit of an item that is accepted with its placeholders left at their defaults. */
const acceptedEdit = (document: OpenDocument, item: CompletionItem): TextEdit =>
  fitItem(document, item, noSupport).textEdit as TextEdit;

interface Part {
  text: string;
  /** The schema of the text. */
  schema: JsonSchema;
  /** The difference from offsets of the document to those of the text. */
  shift: number;
  /** The difference from lines of the text to those of the document. */
  lines: number;
}

/** The piece around an offset; undefined where the schema does not know it. */
function partAround(document: OpenDocument, offset: number): Part | undefined {
  const { tree } = document;
  const piece = tree.whole ? undefined : tree.pieces[lastPieceFrom(tree.pieces, offset)];
  if (!piece || offset > piece.end) {
    const schema = resolvedAt([]);
    return schema && { text: document.content, schema, shift: 0, lines: 0 };
  }
  const path = pathOfPiece(piece.name);
  const schema = resolvedAt(path);
  if (!schema) return undefined;
  const head = path.length > 1 ? `${path[0]}:\n` : '';
  const headLines = head === '' ? 0 : 1;
  return {
    text: head + document.content.slice(piece.start, piece.end),
    schema: path.reduceRight((inner, key): JsonSchema => ({ type: 'object', properties: { [key]: inner } }), schema),
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
  // A list's item by the name of a schema, which is nobody's but the schema's author's.
  if (item.label.startsWith('- (') || item.label.startsWith('(array item)')) return undefined;
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
