import { hidesOperations } from '../model/hidden';
import { type Rule, valueAt } from './rule';

const asking = new Set(['x-ms-dynamic-values', 'x-ms-dynamic-list', 'x-ms-dynamic-schema', 'x-ms-dynamic-properties']);

export const dynamicOperationUnknown: Rule = {
  code: 'dynamic-operation-unknown',
  severity: 'error',
  places: {
    extended: ({ node }, report) => {
      for (const member of node.members) {
        const { key, value } = member;
        if (!asking.has(key) || value?.kind !== 'object') continue;
        const id = value.member('operationId');
        // Pickers of files come from the platform.
        if (id ? id.value?.kind === 'string' : value.member('capability') || value.member('builtInOperation')) continue;
        report(
          id ? valueAt(id) : { key: member },
          `\`${key}\` names no operation: \`operationId\` says which one is asked.`,
          {
            severity: 'warning',
          },
        );
      }
    },
  },
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
