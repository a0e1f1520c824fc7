import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingMethod: Rule = {
  code: 'breaking-method',
  summary: 'The method of an operation has changed.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: ['Like the path, the method is part of the call in a saved flow.', olderVersionNeeded],
  fix: [
    'Restore the method. If the service requires a different one, leave the method in the definition as it was, and have the policy *Route request* change it.',
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
