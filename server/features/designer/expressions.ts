import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { outputOf } from '../../model/triggerOutput';
import { type TriggerFacts, triggerFacts } from '../../model/triggers';
import type { ExpressionParams, PlaceExpression } from '../../protocol/expression';
import { mark, say } from '../../texts/say';
import { notificationTokens } from '../hover/tokens';
import { type FindLoaded, type LoadedSchema, noneLoaded } from '../loadedSchemas';
import { accessors, quoted } from './accessors';
import { type Flat, flatten } from './flatten';
import { splitPath } from './tokens';

type Place = ExpressionParams['path'];

/**
 * The expression with which a flow reads a place of a delivery: the one of its dynamic content where the designer has
 * some, with the indices of the delivery in place of "Apply to each".
 */
function expressionAt(
  definition: Definition,
  facts: TriggerFacts,
  { body, path }: Pick<ExpressionParams, 'body' | 'path'>,
  given: LoadedSchema | undefined,
): PlaceExpression {
  if (body === 'form') return formExpression(path);
  if (body === 'xml') return { expression: null, reason: say(xmlReason) };
  const output = outputOf(definition, facts);
  const schema = isObject(output) ? output.get('schema') : undefined;
  const { loaded } = notificationTokens(definition, schema, { loaded: given });
  const outer = loaded ? given! : { definition, schema };
  const split = splitPath(outer, facts);
  if (split && !isInItem(path, split)) return { expression: null, reason: splitReason(split) };
  const token = tokenAt(outer.definition, outer.schema, path);
  const steps = split ? path.slice(split.length + 1) : path;
  // The item that starts a run exists; whether a list has any other one, nobody can know.
  const required = token?.required === true && steps.every((step) => typeof step === 'string');
  return { expression: `triggerBody()${accessors(steps, required)}`, ...(token && { title: token.title }) };
}

const xmlReason = mark(
  'A flow gets XML as text. Read it with xpath(xml(triggerBody()), …), or have the service send JSON.',
);

function splitReason(split: string[]): string {
  const list = split.length === 0 ? say('the list that is delivered') : `"${split.at(-1)}"`;
  return say`Each item of ${list} starts its own run, which gets that item and nothing around it. Copy a place inside an item.`;
}

const isInItem = (path: Place, split: string[]): boolean =>
  split.every((step, index) => path[index] === step) && typeof path[split.length] === 'number';

/** As {@link expressionAt}, for the trigger of a definition with an operationId. */
export function placeExpression(
  definition: Definition | undefined,
  { operationId, ...place }: Pick<ExpressionParams, 'operationId' | 'body' | 'path'>,
  findLoaded: FindLoaded = noneLoaded,
): PlaceExpression {
  const facts = definition && triggerFacts(definition).find(({ operation }) => operation.operationId === operationId);
  if (!definition || !facts)
    throw new Error(say`The definition has no trigger ${operationId} any more, so its expressions are not known.`);
  return expressionAt(definition, facts, place, findLoaded(operationId));
}

/** The dynamic content for a place; undefined where the schema does not describe it, or hides it from flow makers. */
function tokenAt(definition: Definition, schema: Node | undefined, path: Place): Flat | undefined {
  if (!isObject(definition.resolve(schema))) return undefined;
  const { entries } = flatten(definition, schema!, { as: 'tokens', required: true, most: maxTokens, along: path });
  return entries.find((entry) => entry.path.length === path.length);
}

/** Maximum number of tokens on the way to a place, which are those of each list and object around it. */
const maxTokens = 200;

/** Forms have functions of their own; a field may hold JSON. */
function formExpression([field, ...inside]: Place): PlaceExpression {
  if (field === undefined) return { expression: 'triggerBody()' };
  // The value of a field that came several times is a list, and so is JSON that is one: the path does not say which.
  if (typeof inside[0] === 'number') {
    return {
      expression: null,
      reason: say`Read a field that is sent several times with triggerFormDataMultiValues(${quoted(String(field))}).`,
    };
  }
  const value = `triggerFormDataValue(${quoted(String(field))})`;
  return { expression: inside.length === 0 ? value : `json(${value})${accessors(inside, false)}` };
}
