import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOperationRemoved: Rule = {
  code: 'breaking-operation-removed',
  summary: 'An operation was removed or renamed.',
  severity: rejectedByCertification,
  otherLevels: {
    error: 'for a trigger, because the flows that it starts stop working',
    information: 'for an internal action, which flow makers never saw',
  },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'Flows refer to an operation by its `operationId`. If the operation is removed or renamed, flows that use it can no longer be saved or run, and certification rejects the update.',
    'This includes the internal DELETE operation with which Power Automate deletes the webhooks of a trigger: without it, the webhooks of existing flows stay behind at the service.',
    olderVersionNeeded,
  ],
  fix: ['Restore the operation under its old `operationId`.', newRevision],
  incorrect: [
    {
      within: 'versions',
      note: 'The operation was renamed:',
      text: `// Before
"operationId": "OnNewTicket"

// After
"operationId": "WhenTicketIsCreated"`,
    },
  ],
  correct: [
    {
      within: 'versions',
      note: 'The old operation stays next to its successor, which has its own path:',
      text: `// Before
"operationId": "OnNewTicket"

// After
"operationId": "OnNewTicket",
"deprecated": true`,
    },
  ],
};
