import { keySpan, type Member, memberSpan, type Node, type Span, spanOf } from './tree';

/** The part of a tree that is at an offset. */
export interface Located {
  /** The innermost object or array around the offset, or the scalar at it. */
  node: Node;
  /** The member whose key or value is at the offset. */
  member: Member | undefined;
  onKey: boolean;
}

/** Finds the node and the member at an offset of a document; undefined outside of its root. */
export function locate(root: Node, offset: number): Located | undefined {
  if (!includes(spanOf(root), offset)) return undefined;
  let located: Located = { node: root, member: undefined, onKey: false };
  for (;;) {
    const { node } = located;
    const member = node.members.find((one) => includes(memberSpan(one), offset));
    if (member && offset <= keySpan(member).end) return { node, member, onKey: true };
    if (member) located = { node, member, onKey: false };
    const child = member ? member.value : node.items.find((item) => includes(spanOf(item), offset));
    // The target of a YAML alias is written elsewhere, possibly around this very place.
    if (child?.parent !== node || !includes(spanOf(child), offset)) return located;
    located = { node: child, member: located.member, onKey: false };
  }
}

const includes = ({ start, end }: Span, offset: number): boolean => offset >= start && offset <= end;
