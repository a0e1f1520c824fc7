import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputType: Rule = {
  code: 'breaking-output-type',
  summary: 'A field of a notification or a response has another type than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'Later steps were made for the old type: a comparison with a number fails on a text, and a loop needs a list. Where an object or a list becomes something else, the fields in it are gone as well.',
    olderVersionNeeded,
  ],
  fix: ['Restore the type.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"role": { "type": "string" }

// After
"role": { "type": "number" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"role": { "type": "string" }

// After
"role": { "type": "string", "title": "Role" }`,
    },
  ],
};
