import type { Definition, Operation } from '../model/definition';
import { hidesOperations } from '../model/hidden';
import { editDistance } from '../model/vocabulary';
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
        const near = nearest(definition, id);
        const named = near?.node.member('operationId') ?? definition.root.member('paths');
        if (!named) continue;
        const hint = near ? ` Is it "${near.operationId}"?` : '';
        report(
          near ? { node: named.value! } : { key: named },
          `The policy "${title}" in apiProperties.json is for the operation "${id}", which does not exist.${hint}`,
          { related: [{ at: { node }, message: 'The policy names it here.', inProperties: true }] },
        );
      }
    }
  },
};

function nearest(definition: Definition, id: string): Operation | undefined {
  let found: Operation | undefined;
  let least = mostEdits + 1;
  for (const operation of definition.operations) {
    const distance = editDistance(operation.operationId ?? '', id, mostEdits);
    if (distance >= least) continue;
    least = distance;
    found = operation;
  }
  return found;
}
