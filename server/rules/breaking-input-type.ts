import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputType: Rule = {
  code: 'breaking-input-type',
  summary: 'An input has another type than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'The values in saved flows have the old type, so the designer or the service rejects them.',
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Restore the type.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"limit": { "type": "string" }

// After
"limit": { "type": "integer" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"limit": { "type": "string" }

// After
"limit": { "type": "string", "title": "Limit" }`,
    },
  ],
};
