import type { Rule, RuleDocs } from './rule';

export const breakingNotificationContent: Rule = {
  code: 'breaking-notification-content',
  summary: 'The path of a trigger no longer has the `x-ms-notification-content` of the older version.',
  severity: 'error',
};

export const docs: RuleDocs = {
  why: [
    'Without it the designer shows none of the fields of a delivery, so the dynamic content in saved flows is invalid. The designer reads the content next to the operation, not inside it.',
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Put `x-ms-notification-content` back next to the operation, directly in its path.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"/hooks": { "x-ms-notification-content": { "schema": {} }, "post": {} }

// After
"/hooks": { "post": { "x-ms-notification-content": { "schema": {} } } }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"/hooks": { "x-ms-notification-content": { "schema": {} }, "post": {} }

// After
"/hooks": { "post": {}, "x-ms-notification-content": { "schema": {} } }`,
    },
  ],
};
