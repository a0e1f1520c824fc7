import { hidesOperations } from '../model/hidden';
import type { Rule } from './rule';

export const dynamicOperationUnknown: Rule = {
  code: 'dynamic-operation-unknown',
  severity: 'error',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { facts } of definition.sections) {
      for (const { member, id } of facts.dynamicOperations) {
        if (definition.operationsById(id).length > 0) continue;
        report({ node: member.value! }, `No operation has the operationId "${id}".`);
      }
    }
  },
};
