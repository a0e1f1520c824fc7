import { isObject, memberSpan, type Node, spanOf } from '../../documents/tree';
import type { Range } from '../../protocol/document';

export type RangeOf = (node: Node) => Range;

/** The span of a value with its key, which is where the user looks for it. */
export function spanWithKey(node: Node): { start: number; end: number } {
  const member = isObject(node.parent) ? node.parent.members.find(({ value }) => value === node) : undefined;
  return member ? memberSpan(member) : spanOf(node);
}
