import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputFormat: Rule = {
  code: 'breaking-input-format',
  summary: 'The format of an input has changed.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'The format determines how the designer checks and converts a value, so values in saved flows may be rejected.',
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
