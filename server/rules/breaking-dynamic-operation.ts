import { newRevision, olderVersionNeeded } from './breakingDocs';
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
    olderVersionNeeded,
  ],
  fix: ['Restore the `operationId`, unless both operations give the same.', newRevision],
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
