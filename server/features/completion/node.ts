import type { Node } from '../../documents/tree';
import type { Path } from './cursorSlot';

/** The node at a path from the root. */
export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
  let node = root;
  for (const step of path) node = typeof step === 'number' ? node?.items[step] : node?.get(step);
  return node;
}
