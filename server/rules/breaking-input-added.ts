import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputAdded: Rule = {
  code: 'breaking-input-added',
  summary: 'An operation requires an input that the older version did not have.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    "Saved flows don't send the new input. A default doesn't help: the designer writes it into a flow only when somebody edits the flow. This applies to required path, query, header and form parameters, and to required properties at any depth of the body.",
    olderVersionNeeded,
  ],
  fix: ['Make the new input optional, and have the service assume a value if it is missing.', newRevision],
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
