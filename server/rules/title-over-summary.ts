import type { Rule } from './rule';

export const titleOverSummary: Rule = {
  code: 'title-over-summary',
  severity: 'hint',
  keys: {
    'x-ms-summary': (member, { node, role }, report) => {
      const title = role === 'schema' ? node.member('title') : undefined;
      if (
        title?.value?.kind !== 'string' ||
        member.value?.kind !== 'string' ||
        member.value.value === title.value.value
      )
        return;
      const text = String(title.value.value);
      if (text.trim() !== '') report({ member }, `Makers see the \`title\` ("${text}") and not this.`);
      // The designer takes `title || x-ms-summary` (Azure/LogicAppsUX, schemaprocessor.ts).
      else report({ member: title }, 'This `title` is empty: remove it, so that flow makers see the `x-ms-summary`.');
    },
  },
};
