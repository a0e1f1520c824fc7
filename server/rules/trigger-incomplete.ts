import { isPolled } from '../model/properties';
import { createsWebhooks, triggerFacts } from '../model/triggers';
import type { Rule, RuleDocs } from './rule';

export const triggerIncomplete: Rule = {
  code: 'trigger-incomplete',
  summary: 'A trigger is neither a webhook nor a polling trigger.',
  severity: 'error',
  definition: (definition, report) => {
    for (const { operation, trigger, metadata, content, search } of triggerFacts(definition)) {
      if (
        !trigger ||
        content ||
        metadata ||
        search.callbacks.length > 0 ||
        search.open ||
        !createsWebhooks(operation) ||
        isPolled(definition.properties, operation.operationId)
      )
        continue;
      report(
        { member: trigger },
        'This is neither a webhook nor a polling trigger. A webhook needs `x-ms-notification-content` on the path and `x-ms-notification-url` in the body; polling needs `x-ms-trigger-metadata`.',
      );
    }
  },
};

export const docs: RuleDocs = {
  why: 'A webhook trigger needs `x-ms-notification-content` on the path and `x-ms-notification-url` in the body. A polling trigger needs `x-ms-trigger-metadata`, or a `pollingtrigger` policy in `apiProperties.json` that names the operation. A GET polls without either.',
  fix: 'Decide which kind of trigger it is, and add the missing parts.',
  incorrect: [{ within: 'action', text: '"x-ms-trigger": "single"' }],
  correct: [
    {
      within: 'action',
      text: `"x-ms-trigger": "batch",
"x-ms-trigger-metadata": { "kind": "query", "mode": "polling" }`,
    },
  ],
};
