import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputType: Rule = {
  code: 'breaking-input-type',
  summary: 'The type of an input has changed.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'The values in saved flows have the old type, so the designer or the service rejects them.',
    olderVersionNeeded,
  ],
  fix: ['Restore the type.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"limit": { "type": "string" }

// After
"limit": { "type": "integer" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"limit": { "type": "string" }

// After
"limit": { "type": "string", "title": "Limit" }`,
    },
  ],
};
