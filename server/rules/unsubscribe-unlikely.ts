import { hidesOperations } from '../model/hiddenOperations';
import { bestUnsubscribe, triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const unsubscribeUnlikely: Rule = {
  code: 'unsubscribe-unlikely',
  severity: 'information',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { operation, kind } of triggerFacts(definition)) {
      if (kind !== 'webhook') continue;
      const best = bestUnsubscribe(definition, operation);
      if (best?.relation !== 'unlikely') continue;
      report(
        { key: operation.member },
        'No DELETE operation in this definition looks like the unsubscribe of this trigger.',
      );
      return;
    }
  },
};
