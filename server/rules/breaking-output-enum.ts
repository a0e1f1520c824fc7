import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputEnum: Rule = {
  code: 'breaking-output-enum',
  summary: 'A field of a notification or a response no longer lists its values.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'Flows may rely on the list: without it the field can have any value. Certification refuses it.',
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Restore the list of values.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
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
