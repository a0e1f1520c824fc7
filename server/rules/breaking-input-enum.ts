import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputEnum: Rule = {
  code: 'breaking-input-enum',
  summary: 'An input no longer accepts all values that the older version accepted.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'Saved flows may contain a value that is not in the list: one that was removed, or any value at all if there was no list before.',
    olderVersionNeeded,
  ],
  fix: [
    'Restore the values. If you want a list of suggestions that also accepts other values, use `x-ms-dynamic-values`.',
    newRevision,
  ],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"event": { "type": "string", "enum": ["push", "fork"] }

// After
"event": { "type": "string", "enum": ["push"] }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"event": { "type": "string", "enum": ["push"] }

// After
"event": { "type": "string", "enum": ["push", "fork"] }`,
    },
  ],
};
