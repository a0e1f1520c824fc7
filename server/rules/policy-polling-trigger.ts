import { factsOf } from '../model/triggers';
import type { Rule } from './rule';

export const policyPollingTrigger: Rule = {
  code: 'policy-polling-trigger',
  severity: 'warning',
  definition: (definition, report) => {
    for (const { title, template, operations } of definition.properties?.policies ?? []) {
      if (template !== 'pollingtrigger') continue;
      for (const { id, node } of operations) {
        for (const operation of definition.operationsById(id)) {
          const { trigger, kind } = factsOf(definition, operation);
          if (trigger && kind === 'polling') continue;
          const why = trigger ? 'it is a webhook trigger' : 'it has no `x-ms-trigger`';
          report({ key: operation.member }, `The policy "${title}" polls this operation, but ${why}.`, {
            related: [{ at: { node }, message: 'The policy names it here.', inProperties: true }],
          });
        }
      }
    }
  },
};
