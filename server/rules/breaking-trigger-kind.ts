import { newRevision, olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingTriggerKind: Rule = {
  code: 'breaking-trigger-kind',
  summary: 'An operation became a trigger of another kind, an action became a trigger, or a trigger an action.',
  severity: 'error',
};

export const docs: RuleDocs = {
  why: [
    'A saved flow knows whether its operation starts it, whether the service calls it (webhook) or it asks the service (polling), and whether each item of a list starts a run (`batch`). None of that changes in a saved flow when the definition does.',
    olderVersionNeeded,
  ],
  fix: ['Restore the kind.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"x-ms-trigger": "batch"

// After
"x-ms-trigger": "single"`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"x-ms-trigger": "batch"

// After
"x-ms-trigger": "batch",
"x-ms-trigger-hint": "Create a ticket."`,
    },
  ],
};
