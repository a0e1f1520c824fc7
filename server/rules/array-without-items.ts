import { isDynamic } from '../model/schemas';
import type { Rule } from './rule';

export const arrayWithoutItems: Rule = {
  code: 'array-without-items',
  severity: 'information',
  places: {
    schema: (place, report) => {
      const type = place.node.member('type');
      if (type?.value?.value === 'array' && !place.node.member('items') && !isDynamic(place.node)) {
        report({ member: type }, 'An array without `items`: makers get no dynamic content from its elements.');
      }
    },
  },
};
