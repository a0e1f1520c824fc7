import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggerResponsesEmpty: Rule = {
  code: 'trigger-responses-empty',
  severity: 'warning',
  definition: (definition, report) => {
    for (const { operation, trigger, kind } of triggerFacts(definition)) {
      const responses = operation.node.member('responses');
      if (!trigger || responses?.value?.kind !== 'object' || responses.value.members.length > 0) continue;
      report({ key: responses }, kind === 'polling' ? ofPolling : ofWebhook);
    }
  },
};

const ofPolling = 'This polling trigger documents no response: flow makers get no dynamic content from it.';
const ofWebhook =
  'This trigger documents no response: a service responds to the create call with 201 and a `Location` header.';
