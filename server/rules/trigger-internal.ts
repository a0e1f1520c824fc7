import { isInternal } from '../model/schemas';
import { type Rule, valueAt } from './rule';

export const triggerInternal: Rule = {
  code: 'trigger-internal',
  severity: 'warning',
  places: {
    operation: (place, report) => {
      const visibility = place.node.member('x-ms-visibility');
      if (place.node.member('x-ms-trigger') && visibility && isInternal(place.node)) {
        report(valueAt(visibility), 'An internal trigger is not offered to makers.');
      }
    },
  },
};
