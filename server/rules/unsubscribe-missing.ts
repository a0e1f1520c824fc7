import { hidesOperations } from '../model/hiddenOperations';
import { bestUnsubscribe, triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const unsubscribeMissing: Rule = {
  code: 'unsubscribe-missing',
  severity: 'warning',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { operation, kind } of triggerFacts(definition)) {
      if (kind !== 'webhook') continue;
      const best = bestUnsubscribe(definition, operation);
      if (best && best.relation !== 'other-trigger') continue;
      report(
        { key: operation.member },
        'No DELETE operation in this definition is for this trigger: its webhooks would stay when the flow is turned off or deleted.',
      );
    }
  },
};
