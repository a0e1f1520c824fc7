import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingPath: Rule = {
  code: 'breaking-path',
  summary: 'The path of an operation is not the one of the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'The path is part of what saved flows call. When it differs, certification refuses the update.',
    olderVersionNeeded,
  ],
  fix: [
    'Restore the path. If the service moved, leave the path as it was and send the request elsewhere with the policy *Route request*.',
    newRevision,
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"/webhooks/registrations": { "post": { "operationId": "OnNewTicket" } }

// After
"/webhookproxy": { "post": { "operationId": "OnNewTicket" } }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"/webhooks/registrations": { "post": { "operationId": "OnNewTicket" } }

// After
"/webhooks/registrations": { "post": { "operationId": "OnNewTicket", "deprecated": true } },
"/webhookproxy": { "post": { "operationId": "OnNewTicket_V2" } }`,
    },
  ],
};
