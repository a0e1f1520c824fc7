import type { Node } from '../documents/tree';
import { type Definition, Listing, Memory } from './definition';
import { type MethodName, methods } from './walk';

/** True when a path item can't be read to its end: an operation that is not found may be there. */
export const hidesOperations = (definition: Definition): boolean =>
  definition.broken || definition.keep(isHidden, () => hidesAny(definition));

const isHidden = new Memory<boolean>();

const hiding = new Listing<true>(({ root }) => (root.role === 'pathItem' && hides(root.node) ? [true] : []));

const hidesAny = (definition: Definition): boolean =>
  definition.collect(hiding).length > 0 ||
  (definition.root.get('paths')?.members ?? []).some(({ key, value }) => {
    const isSection = value?.kind === 'object' && !key.startsWith('x-');
    return !value || (!isSection && hides(value));
  });

function hides(pathItem: Node): boolean {
  const { piece } = pathItem;
  if (piece.doubtful !== undefined) return true;
  if (!piece.problems.some(({ code }) => code === 'syntax')) return false;
  return pathItem.members.some(
    ({ key, value }) => methods.includes(key as MethodName) && value?.text('operationId') === undefined,
  );
}
