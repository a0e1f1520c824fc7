import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggerSummaryStyle: Rule = {
  code: 'trigger-summary-style',
  summary: 'The summary of a trigger begins with neither "When" nor "Trigger".',
  severity: 'off',
  places: {
    operation: (place, report) => {
      const summary = place.node.member('summary');
      if (!place.node.member('x-ms-trigger') || summary?.value?.kind !== 'string') return;
      if (!/^(when|trigger)/i.test(String(summary.value.value))) {
        report(
          { member: summary },
          say('The summary of a trigger should begin with "When", as in "When an issue is opened".'),
        );
      }
    },
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'Microsoft\'s style for triggers is "When an issue is opened".',
  fix: 'Say when the trigger fires.',
  incorrect: [{ within: 'webhook', text: '"summary": "New issue"' }],
  correct: [{ within: 'webhook', text: '"summary": "When an issue is opened"' }],
};
