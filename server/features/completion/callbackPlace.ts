import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { isInternal } from '../../model/schemas';
import { createsWebhooks, type TriggerFacts, triggerFacts } from '../../model/triggers';
import type { Context } from './context';
import type { CursorSlot } from './cursorSlot';
import { nodeAt } from './node';

/** Keys of a schema that is no string, whatever its type. */
const partKeys = ['$ref', 'properties', 'items', 'additionalProperties', 'allOf', 'anyOf', 'oneOf', 'enum'];

/**
 * True for a string property where the callback URL of an operation can go: in the body of a trigger, or of an operation
 * with notification content, that has no callback yet. A schema that several operations use must fit all of them.
 */
export function takesCallback(spot: CursorSlot, context: Context, definition: Definition | undefined): boolean {
  if (!definition || context.kind !== 'object' || context.role !== 'schema') return false;
  if (spot.path.at(-2) !== 'properties' || !isText(spot)) return false;
  const owner = nodeAt(definition.root, spot.path.slice(0, -2));
  if (!owner) return false;
  const users = triggerFacts(definition).filter((facts) => reaches(definition, facts, owner));
  return users.length > 0 && users.every(lacksCallback);
}

/** True for a schema that is a string, or can become one. */
function isText({ siblings }: CursorSlot): boolean {
  const type = siblings.get('type');
  return (type === undefined || type === 'string') && !partKeys.some((key) => siblings.has(key));
}

function lacksCallback({ operation, trigger, content, metadata, search }: TriggerFacts): boolean {
  const isWebhook = content !== undefined || (trigger !== undefined && metadata === undefined);
  return isWebhook && createsWebhooks(operation) && search.callbacks.length === 0;
}

/** Maximum number of schemas visited below the body of one operation. */
const maxVisits = 2000;

/** True when a body has an object by properties alone: the designer finds no callback on another way. */
function reaches(definition: Definition, { bodies }: TriggerFacts, wanted: Node): boolean {
  const pending = bodies.map((body) => body.get('schema'));
  const seen = new Set<Node>();
  while (pending.length > 0 && seen.size < maxVisits) {
    const schema = definition.resolve(pending.pop());
    if (!isObject(schema) || seen.has(schema) || isInternal(schema)) continue;
    if (schema === wanted) return true;
    seen.add(schema);
    for (const { value } of schema.get('properties')?.members ?? []) pending.push(value);
  }
  return false;
}
