import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputType: Rule = {
  code: 'breaking-output-type',
  summary: 'A field of a notification or a response has another type than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'Later steps were made for the old type: a comparison with a number fails on a text, and a loop needs a list. Where an object or a list becomes something else, the fields in it are gone as well.',
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
