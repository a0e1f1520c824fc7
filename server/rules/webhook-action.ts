import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const webhookAction: Rule = {
  code: 'webhook-action',
  severity: 'off',
  definition: (definition, report) => {
    for (const { operation, kind } of triggerFacts(definition)) {
      if (kind === 'webhookAction')
        report({ key: operation.member }, 'A webhook action: the flow waits here until the service calls back.');
    }
  },
};
