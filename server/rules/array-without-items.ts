import { isDynamic } from '../model/schemas';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const arrayWithoutItems: Rule = {
  code: 'array-without-items',
  summary: 'An array has no `items`.',
  // Microsoft's validator: ArrayHasNoItems.
  severity: { custom: 'information', certification: 'warning' },
  places: {
    schema: (place, report) => {
      const type = place.node.member('type');
      if (type?.value?.value === 'array' && !place.node.member('items') && !isDynamic(place.node)) {
        report(
          { member: type },
          say(
            'This array has no `items`, so flow makers get no dynamic content from its elements. Describe them in `items`.',
          ),
        );
      }
    },
  },
};

export const docs: RuleDocs = {
  topic: 'schema',
  why: 'Without `items`, flow makers get no dynamic content from the elements of the array. Certification asks for it.',
  fix: 'Describe the elements in `items`.',
  incorrect: [{ within: 'properties', text: '"commits": { "type": "array" }' }],
  correct: [
    {
      within: 'properties',
      text: '"commits": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } }',
    },
  ],
};
