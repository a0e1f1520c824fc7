import { hidesOperations } from '../model/hiddenOperations';
import { nearest } from '../model/vocabulary';
import type { Rule } from './rule';

/** More edits than this make another name. */
const mostEdits = 4;

export const policyOperationUnknown: Rule = {
  code: 'policy-operation-unknown',
  severity: 'warning',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { title, operations } of definition.properties?.policies ?? []) {
      for (const { id, node } of operations) {
        if (definition.operationsById(id).length > 0) continue;
        const near = nearest(id, definition.operationIds(), mostEdits, true);
        const [operation] = near === undefined ? [] : definition.operationsById(near);
        const named = operation?.node.member('operationId') ?? definition.root.member('paths');
        if (!named) continue;
        const hint = operation ? ` Is it "${near}"?` : '';
        report(
          operation ? { node: named.value! } : { key: named },
          `The policy "${title}" in apiProperties.json is for the operation "${id}", which does not exist.${hint}`,
          { related: [{ at: { node }, message: 'The policy names it here.', inProperties: true }] },
        );
      }
    }
  },
};
