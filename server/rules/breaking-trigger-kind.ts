import { newRevision, olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingTriggerKind: Rule = {
  code: 'breaking-trigger-kind',
  summary: 'A trigger became an action or another kind of trigger, or an action became a trigger.',
  severity: 'error',
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    "A saved flow records whether the operation starts it, whether the service calls the flow (webhook) or the flow asks the service (polling), and whether each item of a list starts a run (`batch`). Changing the definition doesn't change any of this in a saved flow.",
    olderVersionNeeded,
  ],
  fix: ['Restore the old kind.', newRevision],
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
