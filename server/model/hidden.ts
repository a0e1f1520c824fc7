import type { Node } from '../documents/tree';
import type { Definition } from './definition';
import { type MethodName, methods } from './walk';

const known = new WeakMap<Definition, boolean>();

/** Whether a path item cannot be read to its end: an operation that is not found may stand there. */
export function hidesOperations(definition: Definition): boolean {
  let hiding = known.get(definition);
  if (hiding === undefined) {
    const items = definition.root.get('paths')?.members ?? [];
    hiding = definition.broken || items.some(({ value }) => !value || hides(value));
    known.set(definition, hiding);
  }
  return hiding;
}

function hides(pathItem: Node): boolean {
  const { piece } = pathItem;
  if (piece.doubtful !== undefined) return true;
  if (!piece.problems.some(({ code }) => code === 'syntax')) return false;
  return pathItem.members.some(
    ({ key, value }) => methods.includes(key as MethodName) && value?.text('operationId') === undefined,
  );
}
