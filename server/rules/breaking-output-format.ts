import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputFormat: Rule = {
  code: 'breaking-output-format',
  summary: 'The format of a field in a notification or a response has changed.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'The later steps of a flow were built for the old format. Certification rejects even a wider one, such as `int64` instead of `int32`.',
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
