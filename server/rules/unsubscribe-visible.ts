import type { Operation } from '../model/operation';
import { isInternal } from '../model/schemas';
import { bestUnsubscribe, isNearbyUnsubscribe, triggerFacts } from '../model/triggers';
import type { Rule, RuleDocs } from './rule';

export const unsubscribeVisible: Rule = {
  code: 'unsubscribe-visible',
  summary: 'The unsubscribe operation of a trigger is visible to flow makers.',
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
        'Flow makers will see this delete operation as an action. Hide it with `x-ms-visibility: internal`.',
        {
          related: [{ at: { key: trigger.member }, message: 'The trigger.' }],
        },
      );
    }
  },
};

export const docs: RuleDocs = {
  why: 'Flow makers see it as an action, and may delete the webhooks of running flows with it.',
  fix: 'The quick fix makes the operation internal.',
  incorrect: [{ within: 'unsubscribe', text: '"operationId": "DeleteHook"' }],
  correct: [
    {
      within: 'unsubscribe',
      text: `"operationId": "DeleteHook",
"x-ms-visibility": "internal"`,
    },
  ],
};
