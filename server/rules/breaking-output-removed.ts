import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputRemoved: Rule = {
  code: 'breaking-output-removed',
  summary: 'A field that flows can use is gone from a notification or a response.',
  severity: rejectedByCertification,
  otherLevels: {
    error: 'for a trigger: flows that it starts stop working',
    information: 'where the field is now internal: flows that use it still get its value',
  },
};

export const docs: RuleDocs = {
  why: [
    'A field is dynamic content in later steps. When the definition no longer has it, the designer marks those steps as invalid. In `x-ms-notification-content` this is the most frequent way to break a trigger.',
    "Fields that were internal don't count: flow makers never saw them. Nothing is reported where the fields come from `x-ms-dynamic-schema`.",
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Restore the field.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"properties": { "id": { "type": "string" }, "created": { "type": "string" } }

// After
"properties": { "id": { "type": "string" } }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"properties": { "id": { "type": "string" } }

// After
"properties": { "id": { "type": "string" }, "created": { "type": "string" } }`,
    },
  ],
};
