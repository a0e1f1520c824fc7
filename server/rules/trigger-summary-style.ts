import type { Rule } from './rule';

export const triggerSummaryStyle: Rule = {
  code: 'trigger-summary-style',
  severity: 'off',
  places: {
    operation: (place, report) => {
      const summary = place.node.member('summary');
      if (!place.node.member('x-ms-trigger') || summary?.value?.kind !== 'string') return;
      if (!/^(when|trigger)/i.test(String(summary.value.value))) {
        report({ member: summary }, 'Summaries of triggers begin with “When”: “When an issue is opened”.');
      }
    },
  },
};
