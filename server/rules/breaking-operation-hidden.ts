import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOperationHidden: Rule = {
  code: 'breaking-operation-hidden',
  summary: 'An operation that flow makers could see is now internal.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    "With `x-ms-visibility: internal` the designer no longer finds the operation, so flows that use it can't be edited. Certification refuses it.",
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Remove `x-ms-visibility: internal`. To discourage new flows from using the operation, mark it `deprecated: true` instead.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"operationId": "OnNewTicket"

// After
"operationId": "OnNewTicket",
"x-ms-visibility": "internal"`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"operationId": "OnNewTicket"

// After
"operationId": "OnNewTicket",
"deprecated": true`,
    },
  ],
};
