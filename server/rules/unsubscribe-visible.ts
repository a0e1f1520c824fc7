import type { Operation } from '../model/operation';
import { isInternal } from '../model/schemas';
import { bestUnsubscribe, isNearbyUnsubscribe, triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const unsubscribeVisible: Rule = {
  code: 'unsubscribe-visible',
  severity: 'warning',
  definition: (definition, report) => {
    const reported = new Set<Operation>();
    for (const { operation: trigger, kind } of triggerFacts(definition)) {
      if (kind !== 'webhook') continue;
      const best = bestUnsubscribe(definition, trigger);
      // Elsewhere a visible DELETE may well be an action.
      if (!best || !isNearbyUnsubscribe(best) || isInternal(best.operation.node) || reported.has(best.operation))
        continue;
      reported.add(best.operation);
      report(
        { key: best.operation.member },
        'Makers see this operation as an action, though it is the unsubscribe of a trigger: give it `x-ms-visibility: internal`.',
        {
          related: [{ at: { key: trigger.member }, message: 'The trigger.' }],
        },
      );
    }
  },
};
