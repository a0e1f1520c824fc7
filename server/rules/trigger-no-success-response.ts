import type { Rule } from './rule';

export const triggerNoSuccessResponse: Rule = {
  code: 'trigger-no-success-response',
  severity: 'information',
  places: {
    operation: (place, report) => {
      const responses = place.node.member('responses');
      if (!place.node.member('x-ms-trigger') || responses?.value?.kind !== 'object') return;
      const statuses = responses.value.members.map((member) => member.key).filter((key) => !key.startsWith('x-'));
      if (statuses.length === 0 || statuses.some((status) => /^[23]/.test(status))) return;
      report({ key: responses }, 'This trigger documents no success answer, such as 201 with a `Location` header.');
    },
  },
};
