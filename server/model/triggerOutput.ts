import { isObject, type Member, type Node } from '../documents/tree';
import type { Definition } from './definition';
import { isDynamic, isInternal } from './schemas';
import type { TriggerFacts } from './triggers';

/**
 * The description of what starts a flow: the notification, or for a polling trigger the response that the designer reads.
 * That is a lone `default` or 2xx, otherwise 200, 201 or `default` (Azure/LogicAppsUX, outputprocessor.ts, `_getResponse`).
 */
export function outputOf(
  definition: Definition,
  { content, operation }: Pick<TriggerFacts, 'content' | 'operation'>,
): Node | undefined {
  if (content) return definition.resolve(content.value);
  const responses = operation.node.get('responses');
  const answers = (responses?.members ?? []).filter(({ key }) => !key.startsWith('x-'));
  const only = answers.length === 1 && /^(2\d\d|default)$/i.test(answers[0]!.key) ? answers[0] : undefined;
  const found = only?.value ?? responses?.get('200') ?? responses?.get('201') ?? responses?.get('default');
  return definition.resolve(found);
}

export const isBatch = ({ trigger }: Pick<TriggerFacts, 'trigger'>): boolean =>
  String(trigger?.value?.value).toLowerCase() === 'batch';

/** How Power Automate splits the output of a `batch` trigger: whether it finds the list whose items each start a run. */
export type Split =
  /** Property names from the body down to the list; empty for the body itself. */
  | { kind: 'list'; path: string[] }
  /** An object with more than one visible property: the others hide the list. */
  | { kind: 'several'; object: Node; list: Member | undefined; others: Member[] }
  /** A schema without `type`, which the designer does not look into. */
  | { kind: 'untyped'; schema: Node }
  /** An object without visible properties, or a value that is neither an object nor a list. */
  | { kind: 'none' }
  /** There is no schema, or the service describes it at run time. */
  | { kind: 'unknown' };

/** Maximum depth of the objects around a list. */
const maxDepth = 30;

/**
 * The split of a `batch` trigger. The list is the body itself, or it is reached through objects with exactly one property
 * that is not internal (Azure/LogicAppsUX, parsers/lib/common/helpers/utils.ts, `getArrayOutputMetadata`).
 */
export function splitOf(definition: Definition, facts: Pick<TriggerFacts, 'content' | 'operation'>): Split {
  const output = outputOf(definition, facts);
  return splitOfSchema(definition, isObject(output) ? output.get('schema') : undefined);
}

/** As {@link splitOf}, for a schema that is reached by `path`. */
export function splitOfSchema(definition: Definition, written: Node | undefined, path: string[] = []): Split {
  const schema = definition.resolve(written);
  if (!isObject(schema) || isDynamic(schema) || path.length > maxDepth) return { kind: 'unknown' };
  const type = schema.text('type');
  if (type === 'array') return { kind: 'list', path };
  const properties = schema.get('properties')?.members ?? [];
  if (type === undefined) {
    const describes = schema.member('properties') ?? schema.member('items');
    return describes && !schema.member('type') ? { kind: 'untyped', schema } : { kind: 'unknown' };
  }
  if (type !== 'object') return { kind: 'none' };
  const visible = properties.filter(({ value }) => !isInternal(definition.resolve(value)));
  const [only, ...more] = visible;
  if (!only) return { kind: 'none' };
  if (more.length === 0) return splitOfSchema(definition, only.value, [...path, only.key]);
  const lists = visible.filter(({ value }) => definition.resolve(value)?.text('type') === 'array');
  const list = lists.length === 1 ? lists[0] : undefined;
  return { kind: 'several', object: schema, list, others: visible.filter((member) => member !== list) };
}
