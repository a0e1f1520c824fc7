import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingDynamicOperation: Rule = {
  code: 'breaking-dynamic-operation',
  summary: 'Values or fields come from another operation than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for the fields of a trigger (`x-ms-dynamic-schema`, `x-ms-dynamic-properties`)' },
};

export const docs: RuleDocs = {
  why: [
    'Saved flows have values and dynamic content from the old operation. Another one may know them under other names. A new name for the same path and method changes nothing.',
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Restore the `operationId`, unless both operations give the same.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"x-ms-dynamic-schema": { "operationId": "GetTicketFields" }

// After
"x-ms-dynamic-schema": { "operationId": "GetFields" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"x-ms-dynamic-schema": { "operationId": "GetTicketFields" }

// After
"x-ms-dynamic-schema": { "operationId": "GetTicketFields", "value-path": "schema" }`,
    },
  ],
};
