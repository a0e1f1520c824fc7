import type { FoldingRange, Position, SelectionRange } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { memberSpan, type Node, type Span, spanOf } from '../documents/tree';

/** Every object and array that spans lines; nodes shared by YAML aliases once. */
export function foldingRanges(document: OpenDocument, root: Node): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const { value } of node.members) if (value) stack.push(value);
    for (const item of node.items) stack.push(item);
    if (node.kind !== 'object' && node.kind !== 'array') continue;
    const { start, end } = written(document, node);
    // A YAML block folds from the line of its key.
    const isBlock = !/[[{]/.test(document.content[start] ?? '');
    const startLine = document.positionAt(start).line - (isBlock && node !== root ? 1 : 0);
    const endLine = document.positionAt(end).line - (isBlock ? 0 : 1);
    if (endLine > startLine && startLine >= 0) ranges.push({ startLine, endLine });
  }
  return ranges;
}

/** From what stands at a position outwards: value, member, object, and so on. */
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
        // An alias is not written here.
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

/** Without the line breaks that a YAML block ends with. */
function written(document: OpenDocument, node: Node): Span {
  return trimmed(document, spanOf(node));
}

function trimmed(document: OpenDocument, { start, end }: Span): Span {
  const text = document.content;
  let last = end;
  while (last > start && /\s/.test(text[last - 1]!)) last--;
  return { start, end: last };
}
