import type { Rule, RuleDocs } from './rule';

export const titleOverSummary: Rule = {
  code: 'title-over-summary',
  summary: 'A schema has a `title` that hides its `x-ms-summary`, or an empty `title` next to one.',
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
      if (text.trim() !== '') report({ member }, `Flow makers see the \`title\` ("${text}") and not this.`);
      // The designer takes `title || x-ms-summary` (Azure/LogicAppsUX, schemaprocessor.ts).
      else report({ member: title }, 'This `title` is empty and has no effect. Remove it.');
    },
  },
};

export const docs: RuleDocs = {
  why: 'In bodies and outputs, flow makers see the title. An empty title has no effect: flow makers see the summary.',
  fix: 'Keep the text that flow makers should see. If the title is empty, the quick fix removes it and keeps the summary.',
  incorrect: [
    { within: 'properties', text: '"url": { "type": "string", "title": "URL", "x-ms-summary": "Commit URL" }' },
  ],
  correct: [{ within: 'properties', text: '"url": { "type": "string", "x-ms-summary": "Commit URL" }' }],
};
