import type { Member, Node } from '../documents/tree';

/** All members of a tree that pass; those that YAML's aliases and merge keys share, once. */
export function allMembers(root: Node, passes: (member: Member) => boolean): Member[] {
  const found = new Set<Member>();
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const member of node.members) {
      if (passes(member)) found.add(member);
      if (member.value) stack.push(member.value);
    }
    for (const item of node.items) stack.push(item);
  }
  return [...found];
}
