import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggerNo201: Rule = {
  code: 'trigger-no-201',
  severity: 'off',
  definition: (definition, report) => {
    for (const { operation, kind } of triggerFacts(definition)) {
      const responses = operation.node.member('responses');
      if (kind !== 'webhook' || !responses || responses.value?.member('201')) continue;
      report({ key: responses }, 'The create call of a webhook is answered with 201, which is not documented here.');
    }
  },
};
