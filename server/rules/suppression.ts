import { keySpan, memberSpan, type Node, type Span, spanOf } from '../documents/tree';
import { type At, type Finding, markedMember } from './rule';

/** The narrowest span of the text that a finding marks. */
export function spanAt(at: At): Span {
  if ('key' in at) return keySpan(at.key);
  if ('member' in at) return memberSpan(at.member);
  if ('span' in at) return at.span;
  return spanOf(at.node);
}

/** The key of a list of codes that are not reported for the object around it and everything in it. */
export const ignoreKey = 'x-flow-webhooks-ignore';

/** The innermost object that a finding is about. */
export function subjectOf(at: At): Node | undefined {
  const member = markedMember(at);
  const marked = 'node' in at ? at.node : undefined;
  // A finding on a value is about the object that has the value.
  let node = member ? member.value?.parent : marked?.parent?.kind === 'object' ? marked.parent : marked;
  while (node && node.kind !== 'object') node = node.parent;
  return node;
}

export function isIgnored({ at, code }: Finding): boolean {
  // A finding about a whole object can be ignored inside it, even when it marks the key.
  const value = 'key' in at ? at.key.value : undefined;
  for (let node = value?.kind === 'object' ? value : subjectOf(at); node; node = node.parent) {
    if (node.kind === 'object' && node.get(ignoreKey)?.items.some((item) => item.value === code)) return true;
  }
  return false;
}
