import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingDynamicOperation: Rule = {
  code: 'breaking-dynamic-operation',
  summary: 'Values or fields come from a different operation than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for the fields of a trigger (`x-ms-dynamic-schema`, `x-ms-dynamic-properties`)' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'Saved flows contain values and dynamic content from the old operation. Another operation may use different names for them. A new `operationId` for the same path and method is not reported, since nothing changes.',
    olderVersionNeeded,
  ],
  fix: ['Restore the `operationId`, unless both operations return the same values or fields.', newRevision],
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
