import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputAdded: Rule = {
  code: 'breaking-input-added',
  summary: 'An operation requires an input that the older version did not have.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    "Saved flows don't send the new input, and a default does not reach them: the designer writes it into a flow only when somebody edits the flow. A required path, query, header or form parameter counts, and so does a required property at any depth of the body.",
    'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.',
  ],
  fix: [
    'Make the new input optional, and have the service assume a value when it is absent.',
    'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).',
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"required": ["url"]

// After
"required": ["url", "language"]`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"properties": { "url": { "type": "string" } }

// After
"properties": { "url": { "type": "string" }, "language": { "type": "string" } }`,
    },
  ],
};
