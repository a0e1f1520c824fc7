import type { Rule } from './rule';

export const titleOverSummary: Rule = {
  code: 'title-over-summary',
  severity: 'hint',
  places: {
    schema: (place, report) => {
      const title = place.node.text('title');
      const summary = place.node.member('x-ms-summary');
      if (title === undefined || summary?.value?.kind !== 'string' || summary.value.value === title) return;
      report({ member: summary }, `Makers see the \`title\` ("${title}") and not this.`);
    },
  },
};
