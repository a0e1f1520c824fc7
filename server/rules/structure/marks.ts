import type { Node } from '../../documents/tree';
import { withArticle } from '../../model/articles';
import type { Place } from '../../model/walk';
import { say } from '../../texts/say';
import type { At } from '../rule';

/** The key of an object. The first key of a list item, since the whole item would be too much to mark. */
export function placeKey({ node, member }: Place): At {
  if (member) return { key: member };
  return node.members[0] ? { key: node.members[0] } : { node };
}

/** The JSON type of a value or of a member, for messages: `an array`, `a list of strings`, `empty`. */
export function kindText(kind: string): string {
  if (kind === 'texts') return say('a list of strings');
  if (kind === 'null') return say('empty');
  return withArticle(kind);
}

/** True when the text has a syntax error, so that a member which seems to be missing may be there. */
export function isBroken(node: Node): boolean {
  return node.piece.problems.some(({ code }) => code === 'syntax');
}
