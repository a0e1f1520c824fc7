import type { OpenDocument } from '../../documents/document';
import { keySpan } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import type { TriggerFacts } from '../../model/triggers';
import { unfilledInputs, unsubscribeOf } from '../../model/unsubscribe';
import type { CardDeletion, PreviewedTrigger, TriggerCard } from '../../protocol/preview';
import type { LoadedSchema } from '../loadedSchemas';
import { cardParameters } from './parameters';
import { type RangeOf, spanWithKey } from './sourceSpan';
import { cardTokens } from './tokens';

/** The card of a trigger, with its tokens. */
export function cardOf(
  document: OpenDocument,
  definition: Definition,
  facts: TriggerFacts,
  loaded: LoadedSchema | undefined,
): Omit<TriggerCard, keyof PreviewedTrigger> {
  const { operation, hint } = facts;
  const { node } = operation;
  const rangeOf: RangeOf = (at) => document.range(spanWithKey(at));
  return {
    description: node.text('description'),
    hint: typeof hint?.value?.value === 'string' ? hint.value.value : undefined,
    connector: definition.root.get('info')?.text('title') ?? '',
    hidden: node.text('x-ms-visibility')?.toLowerCase() === 'internal',
    range: document.range(keySpan(operation.member)),
    ...cardParameters(definition, facts, rangeOf),
    ...cardTokens(definition, facts, rangeOf, loaded),
    deletion: facts.kind === 'webhook' ? deletionOf(document, definition, operation) : undefined,
  };
}

function deletionOf(document: OpenDocument, definition: Definition, trigger: Operation): CardDeletion {
  const judgment = unsubscribeOf(definition, trigger);
  const { kind } = judgment;
  if (kind !== 'own' && kind !== 'other-method') return { kind, unfilled: [] };
  const { operation } = judgment.unsubscribe;
  return {
    kind,
    request: `${operation.method.toUpperCase()} ${operation.path}`,
    unfilled: kind === 'own' ? unfilledInputs(definition, operation).map(({ name }) => name) : [],
    range: document.range(keySpan(operation.member)),
  };
}
