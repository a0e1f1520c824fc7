import { isPolled } from '../model/properties';
import { createsWebhooks, triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggerIncomplete: Rule = {
  code: 'trigger-incomplete',
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
        'Neither a webhook nor a polling trigger: a webhook needs `x-ms-notification-content` on the path and `x-ms-notification-url` in the body, polling needs `x-ms-trigger-metadata`.',
      );
    }
  },
};
