import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputType: Rule = {
  code: 'breaking-output-type',
  summary: 'The type of a field in a notification or a response has changed.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'The later steps of a flow were built for the old type: comparing a string with a number fails, and a loop needs a list. If an object or a list becomes something else, the fields in it are lost as well.',
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
