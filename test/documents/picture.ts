import { OpenDocument } from '../../server/documents/document';
import { keySpan, type Node, spanOf } from '../../server/documents/tree';
import { definitionOf, validate } from '../../server/features/validate';

/** A tree as data, with offsets in the document: two readings of one text must give the same. */
export function picture(node: Node | undefined, open = new Set<Node>()): unknown {
  if (!node) return undefined;
  if (open.has(node)) return 'itself';
  open.add(node);
  const { start, end } = spanOf(node);
  const place = `${node.kind} ${start}-${end}`;
  const shown =
    node.kind === 'object'
      ? [place, node.members.map((member) => [member.key, keySpan(member), picture(member.value, open)])]
      : node.kind === 'array'
        ? [place, node.items.map((item) => picture(item, open))]
        : [place, node.value];
  open.delete(node);
  return shown;
}

/** Everything that depends on the text alone. */
export function stateOf(document: OpenDocument): unknown {
  return {
    problems: document.problems(),
    tree: picture(document.tree.root),
    diagnostics: validate(document, definitionOf(document), { profile: 'certification' }),
  };
}

export function freshStateOf(document: OpenDocument): unknown {
  return stateOf(new OpenDocument(document.uri, document.languageId, document.version, document.content));
}
