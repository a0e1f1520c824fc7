import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputEnum: Rule = {
  code: 'breaking-input-enum',
  summary: 'An input no longer accepts all values that the older version accepted.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'Saved flows may have a value that is not in the list: one that was removed, or any value where there was no list.',
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Restore the values. For a list of suggestions that accepts other values, use `x-ms-dynamic-values`.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"event": { "type": "string", "enum": ["push", "fork"] }

// After
"event": { "type": "string", "enum": ["push"] }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"event": { "type": "string", "enum": ["push"] }

// After
"event": { "type": "string", "enum": ["push", "fork"] }`,
    },
  ],
};
