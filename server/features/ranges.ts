import type { FoldingRange, Position, SelectionRange } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { memberSpan, type Node, type Span, spanOf } from '../documents/tree';

/** The ranges of all objects and arrays that span lines; a node that YAML aliases share counts once. */
export function foldingRanges(document: OpenDocument, root: Node): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const { value } of node.members) if (value) stack.push(value);
    for (const item of node.items) stack.push(item);
    const range = foldingRange(document, node, node === root);
    if (range) ranges.push(range);
  }
  return ranges;
}

function foldingRange(document: OpenDocument, node: Node, isRoot: boolean): FoldingRange | undefined {
  if (node.kind !== 'object' && node.kind !== 'array') return undefined;
  const { start, end } = written(document, node);
  // A YAML block folds from the line of its key.
  const isBlock = !/[[{]/.test(document.content[start] ?? '');
  const startLine = document.positionAt(start).line - (isBlock && !isRoot ? 1 : 0);
  const endLine = document.positionAt(end).line - (isBlock ? 0 : 1);
  return endLine > startLine && startLine >= 0 ? { startLine, endLine } : undefined;
}

/** The ranges around each position from the inside out: value, member, object, and so on. */
export function selectionRanges(document: OpenDocument, root: Node, positions: Position[]): SelectionRange[] {
  return positions.map((position) => {
    const offset = document.offsetAt(position);
    const spans: Span[] = [];
    let node: Node | undefined = root;
    while (node) {
      spans.push(written(document, node));
      const inside: Span[] = [];
      let next: Node | undefined;
      for (const member of node.members) {
        const span = trimmed(document, memberSpan(member));
        if (!contains(span, offset)) continue;
        inside.push(span);
        // The value of an alias is written elsewhere.
        if (member.value?.parent === node && contains(spanOf(member.value), offset)) next = member.value;
      }
      next ??= node.items.find((item): boolean => item.parent === node && contains(spanOf(item), offset));
      spans.push(...inside);
      node = next;
    }
    let range: SelectionRange = { range: { start: position, end: position } };
    for (const [i, span] of spans.entries()) {
      const selected: SelectionRange = { range: document.range(span) };
      range = i === 0 ? selected : { ...selected, parent: range };
    }
    return range;
  });
}

function contains({ start, end }: Span, offset: number): boolean {
  return offset >= start && offset <= end;
}

/** The span of a node without the line breaks at the end of a YAML block. */
function written(document: OpenDocument, node: Node): Span {
  return trimmed(document, spanOf(node));
}

function trimmed(document: OpenDocument, { start, end }: Span): Span {
  const text = document.content;
  let last = end;
  while (last > start && /\s/.test(text[last - 1]!)) last--;
  return { start, end: last };
}
