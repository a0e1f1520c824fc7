import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputFormat: Rule = {
  code: 'breaking-output-format',
  summary: 'A field of a notification or a response has another format than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'Later steps were made for the old format. Certification refuses even a wider one, such as `int64` instead of `int32`.',
    olderVersionNeeded,
  ],
  fix: ['Restore the format.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"card_id": { "type": "integer", "format": "int32" }

// After
"card_id": { "type": "integer", "format": "int64" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"card_id": { "type": "integer", "format": "int32" }

// After
"card_id": { "type": "integer", "format": "int32", "title": "Card" }`,
    },
  ],
};
