import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingMethod: Rule = {
  code: 'breaking-method',
  summary: 'The method of an operation is not the one of the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: ['The method is part of what saved flows call, as the path is.', olderVersionNeeded],
  fix: [
    'Restore the method. If the service requires another, leave the method as it was and change it with the policy *Route request*.',
    newRevision,
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"/hooks": { "post": { "operationId": "OnNewTicket" } }

// After
"/hooks": { "put": { "operationId": "OnNewTicket" } }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"/hooks": { "post": { "operationId": "OnNewTicket" } }

// After
"/hooks": { "post": { "operationId": "OnNewTicket" } },
"/hooks/v2": { "put": { "operationId": "OnNewTicket_V2" } }`,
    },
  ],
};
