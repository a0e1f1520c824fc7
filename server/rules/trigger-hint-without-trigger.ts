import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggerHintWithoutTrigger: Rule = {
  code: 'trigger-hint-without-trigger',
  summary: 'An operation has `x-ms-trigger-hint` but no `x-ms-trigger`.',
  severity: 'warning',
  places: {
    operation: (place, report) => {
      const hint = place.node.member('x-ms-trigger-hint');
      if (hint && !place.node.member('x-ms-trigger'))
        report({ key: hint }, say("This hint isn't shown, because the operation has no `x-ms-trigger`."));
    },
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'Hints are for triggers; on an action, they are not shown.',
  fix: 'Remove the hint, or add `x-ms-trigger`.',
  incorrect: [{ within: 'action', text: '"x-ms-trigger-hint": "To see it work, push a commit."' }],
  correct: [
    {
      within: 'webhook',
      text: `"x-ms-trigger": "single",
"x-ms-trigger-hint": "To see it work, push a commit."`,
    },
  ],
};
