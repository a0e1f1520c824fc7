import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputEnum: Rule = {
  code: 'breaking-output-enum',
  summary: 'A field of a notification or a response no longer has a list of values.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'Flows may rely on the list. Without it, the field can have any value. Certification rejects the change.',
    olderVersionNeeded,
  ],
  fix: ['Restore the list of values.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"state": { "type": "string", "enum": ["open", "closed"] }

// After
"state": { "type": "string" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"state": { "type": "string", "enum": ["open", "closed"] }

// After
"state": { "type": "string", "enum": ["open", "closed", "lost"] }`,
    },
  ],
};
