import { isBelowInternal, useOf } from '../model/schemaUses';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** The designer takes `title || x-ms-summary` (Azure/LogicAppsUX, schemaprocessor.ts): an empty title hides nothing. */
export const titleOverSummary: Rule = {
  code: 'title-over-summary',
  summary: 'A schema has a `title` that hides its `x-ms-summary`.',
  severity: 'hint',
  keys: {
    'x-ms-summary': (member, place, report) => {
      const { node, role } = place;
      // Flow makers see neither text of what is internal.
      if (role !== 'schema' || member.value?.kind !== 'string' || isBelowInternal(place)) return;
      const title = node.text('title') ?? '';
      if (title.trim() === '' || title === member.value.value) return;
      report({ member }, say`Flow makers see the \`title\` ("${title}") instead of this summary. Keep one of them.`, {
        when: (definition) => useOf(definition, node)?.visible !== false,
      });
    },
  },
};

export const docs: RuleDocs = {
  topic: 'schema',
  why: "In bodies and outputs, flow makers see the title instead of the summary. An empty title hides nothing, so it isn't reported. Neither is a schema that only internal operations and properties use.",
  fix: "Keep the text that flow makers should see. The quick fix removes the summary, which they don't see.",
  incorrect: [
    { within: 'properties', text: '"url": { "type": "string", "title": "URL", "x-ms-summary": "Commit URL" }' },
  ],
  correct: [{ within: 'properties', text: '"url": { "type": "string", "x-ms-summary": "Commit URL" }' }],
};
