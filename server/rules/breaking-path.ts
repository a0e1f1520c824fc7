import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingPath: Rule = {
  code: 'breaking-path',
  summary: 'The path of an operation has changed.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'The path is part of the call in a saved flow. If it changes, certification rejects the update.',
    olderVersionNeeded,
  ],
  fix: [
    'Restore the path. If the service has moved, leave the path as it was, and have the policy *Route request* send the request elsewhere.',
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
