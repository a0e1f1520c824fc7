import type { Rule } from './rule';

export const triggerHintWithoutTrigger: Rule = {
  code: 'trigger-hint-without-trigger',
  severity: 'warning',
  places: {
    operation: (place, report) => {
      const hint = place.node.member('x-ms-trigger-hint');
      if (hint && !place.node.member('x-ms-trigger'))
        report({ key: hint }, 'A hint without a trigger: this operation has no `x-ms-trigger`.');
    },
  },
};
