import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOperationRemoved: Rule = {
  code: 'breaking-operation-removed',
  summary: 'An operation that the older version has is gone.',
  severity: rejectedByCertification,
  otherLevels: {
    error: 'for a trigger: flows that it starts stop working',
    information: 'for an internal action, which flow makers have not seen',
  },
};

export const docs: RuleDocs = {
  why: [
    'Flows refer to an operation by its `operationId`. When it is gone, or has another name, flows that use it can no longer be saved or run, and certification refuses the update.',
    'An internal DELETE with which Power Automate deletes the webhooks of a trigger counts as well: the webhooks of existing flows stay behind at the service.',
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
      note: 'The old operation stays next to its successor, which has a path of its own:',
      text: `// Before
"operationId": "OnNewTicket"

// After
"operationId": "OnNewTicket",
"deprecated": true`,
    },
  ],
};
