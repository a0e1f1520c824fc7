import type { Member, Node } from '../documents/tree';

/** Every member of a tree that passes, wherever it stands; nodes shared by YAML aliases once. */
export function allMembers(root: Node, passes: (member: Member) => boolean): Member[] {
  const found: Member[] = [];
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const member of node.members) {
      if (passes(member)) found.push(member);
      if (member.value) stack.push(member.value);
    }
    for (const item of node.items) stack.push(item);
  }
  return found;
}
