import type { Rule } from './rule';

export const triggerResponsesEmpty: Rule = {
  code: 'trigger-responses-empty',
  severity: 'warning',
  places: {
    operation: (place, report) => {
      const responses = place.node.member('responses');
      if (
        !place.node.member('x-ms-trigger') ||
        responses?.value?.kind !== 'object' ||
        responses.value.members.length > 0
      )
        return;
      report(
        { key: responses },
        'This trigger documents no answer: a service answers 201 with a `Location` header to the create call.',
      );
    },
  },
};
