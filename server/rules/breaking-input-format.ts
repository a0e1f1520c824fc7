import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputFormat: Rule = {
  code: 'breaking-input-format',
  summary: 'An input has another format than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'The format decides how the designer checks and converts a value, so values in saved flows may be rejected.',
    olderVersionNeeded,
  ],
  fix: ['Restore the format.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"since": { "type": "string", "format": "date" }

// After
"since": { "type": "string", "format": "date-time" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"since": { "type": "string", "format": "date" }

// After
"since": { "type": "string", "format": "date", "title": "Since" }`,
    },
  ],
};
