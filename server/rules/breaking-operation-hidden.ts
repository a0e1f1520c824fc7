import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOperationHidden: Rule = {
  code: 'breaking-operation-hidden',
  summary: 'A visible operation is now internal.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    "With `x-ms-visibility: internal`, the designer no longer finds the operation, so flows that use it can't be edited. Certification rejects the change.",
    olderVersionNeeded,
  ],
  fix: [
    'Remove `x-ms-visibility: internal`. To discourage new flows from using the operation, mark it `deprecated: true` instead.',
    newRevision,
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
