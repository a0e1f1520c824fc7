import { keySpan, type Member, memberSpan, type Node, spanOf } from './tree';

/** What stands at an offset. */
export interface Located {
  /** The innermost object or array around the offset, or the scalar at it. */
  node: Node;
  /** The member whose key or value is at the offset. */
  member: Member | undefined;
  onKey: boolean;
}

/** Finds what stands at an offset of a document; undefined outside of its root. */
export function locate(root: Node, offset: number): Located | undefined {
  let node = root;
  let member: Member | undefined;
  for (;;) {
    const { start, end } = spanOf(node);
    if (offset < start || offset > end) return undefined;
    if (node.kind === 'object') {
      const inside = node.members.find((one) => {
        const span = memberSpan(one);
        return offset >= span.start && offset <= span.end;
      });
      if (!inside) return { node, member, onKey: false };
      if (offset <= keySpan(inside).end) return { node, member: inside, onKey: true };
      member = inside;
      const { value } = inside;
      // A YAML alias stands for a node that is written elsewhere, be it around this very place.
      if (!value || offset < spanOf(value).start || value.parent !== node) return { node, member, onKey: false };
      node = value;
    } else if (node.kind === 'array') {
      const inside = node.items.find((item) => {
        const span = spanOf(item);
        return offset >= span.start && offset <= span.end;
      });
      if (!inside || inside.parent !== node) return { node, member, onKey: false };
      node = inside;
    } else return { node, member, onKey: false };
  }
}
