import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputAdded: Rule = {
  code: 'breaking-input-added',
  summary: 'An operation requires an input that the older version did not have.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    "Saved flows don't send the new input, and a default does not reach them: the designer writes it into a flow only when somebody edits the flow. A required path, query, header or form parameter counts, and so does a required property at any depth of the body.",
    olderVersionNeeded,
  ],
  fix: ['Make the new input optional, and have the service assume a value when it is absent.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"required": ["url"]

// After
"required": ["url", "language"]`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"properties": { "url": { "type": "string" } }

// After
"properties": { "url": { "type": "string" }, "language": { "type": "string" } }`,
    },
  ],
};
