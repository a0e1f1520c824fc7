import type { Rule } from './rule';

export const triggerValue: Rule = {
  code: 'trigger-value',
  severity: 'error',
  places: {
    operation: (place, report) => {
      const member = place.node.member('x-ms-trigger');
      if (member?.value?.kind !== 'string' || ['single', 'batch'].includes(String(member.value.value))) return;
      report(
        { node: member.value },
        `"${member.value.value}" is no kind of trigger: \`single\` (webhooks, one event a call) or \`batch\` (polling, an array).`,
      );
    },
  },
};
