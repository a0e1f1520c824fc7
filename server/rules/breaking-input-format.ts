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
