import type { Rule } from './rule';

export const titleOverSummary: Rule = {
  code: 'title-over-summary',
  severity: 'hint',
  keys: {
    'x-ms-summary': (member, { node, role }, report) => {
      const title = role === 'schema' ? node.text('title') : undefined;
      if (title === undefined || member.value?.kind !== 'string' || member.value.value === title) return;
      report({ member }, `Makers see the \`title\` ("${title}") and not this.`);
    },
  },
};
