import type { Node } from '../documents/tree';
import type { Definition } from './definition';
import { type MethodName, methods } from './walk';

/** True when a path item can't be read to its end: an operation that is not found may be there. */
export const hidesOperations = (definition: Definition): boolean => definition.once(hiding);

function hiding({ root, broken }: Definition): boolean {
  return broken || (root.get('paths')?.members ?? []).some(({ value }) => !value || hides(value));
}

function hides(pathItem: Node): boolean {
  const { piece } = pathItem;
  if (piece.doubtful !== undefined) return true;
  if (!piece.problems.some(({ code }) => code === 'syntax')) return false;
  return pathItem.members.some(
    ({ key, value }) => methods.includes(key as MethodName) && value?.text('operationId') === undefined,
  );
}
