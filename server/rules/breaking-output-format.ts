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
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Restore the format.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
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
