import { keySpan, memberSpan, type Node, type Span, spanOf } from '../documents/tree';
import { type At, type Finding, markedMember } from './rule';

/** The narrowest span that a finding marks. */
export function spanAt(at: At): Span {
  if ('key' in at) return keySpan(at.key);
  if ('member' in at) return memberSpan(at.member);
  return spanOf(at.node);
}

/** A member of any object: the codes in its array are not reported for the object and what is in it. */
export const ignoreKey = 'x-flow-webhooks-ignore';

/** The innermost object that a finding is about. */
export function subjectOf(at: At): Node | undefined {
  const member = markedMember(at);
  const marked = 'node' in at ? at.node : undefined;
  // A value is told of for the object that gives it.
  let node = member ? member.value?.parent : marked?.parent?.kind === 'object' ? marked.parent : marked;
  while (node && node.kind !== 'object') node = node.parent;
  return node;
}

export function isIgnored({ at, code }: Finding): boolean {
  // A finding about all of an object can be ignored in it, one on its key too.
  const value = 'key' in at ? at.key.value : undefined;
  for (let node = value?.kind === 'object' ? value : subjectOf(at); node; node = node.parent) {
    if (node.kind === 'object' && node.get(ignoreKey)?.items.some((item) => item.value === code)) return true;
  }
  return false;
}
