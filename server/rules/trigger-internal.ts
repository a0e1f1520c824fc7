import { isInternal } from '../model/schemas';
import { type Rule, type RuleDocs, valueAt } from './rule';

export const triggerInternal: Rule = {
  code: 'trigger-internal',
  summary: 'A trigger is internal.',
  severity: 'warning',
  places: {
    operation: (place, report) => {
      const visibility = place.node.member('x-ms-visibility');
      if (place.node.member('x-ms-trigger') && visibility && isInternal(place.node)) {
        report(valueAt(visibility), 'Flow makers cannot find an internal trigger. Make it visible.');
      }
    },
  },
};

export const docs: RuleDocs = {
  why: 'Flow makers cannot find an internal trigger, and the designer fails on it.',
  fix: 'Make the trigger visible.',
  incorrect: [{ within: 'webhook', text: '"x-ms-visibility": "internal"' }],
  correct: [{ within: 'webhook', text: '"x-ms-visibility": "important"' }],
};
