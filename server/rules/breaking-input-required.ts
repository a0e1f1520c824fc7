import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputRequired: Rule = {
  code: 'breaking-input-required',
  summary: 'An input that was optional is now required.',
  severity: rejectedByCertification,
  otherLevels: {
    error: 'for a trigger: flows that it starts stop working',
    information: 'for a hidden input with a default, which flow makers do not fill in',
  },
};

export const docs: RuleDocs = {
  why: [
    "Flows that left the input empty don't send it.",
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Leave the input optional, and have the service assume a value when it is absent.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
{ "name": "site", "in": "query", "type": "string" }

// After
{ "name": "site", "in": "query", "type": "string", "required": true }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
{ "name": "site", "in": "query", "type": "string" }

// After
{ "name": "site", "in": "query", "type": "string", "x-ms-visibility": "important" }`,
    },
  ],
};
