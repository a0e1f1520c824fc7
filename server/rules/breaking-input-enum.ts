import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputEnum: Rule = {
  code: 'breaking-input-enum',
  summary: 'An input no longer accepts all values that the older version accepted.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'Saved flows may have a value that is not in the list: one that was removed, or any value where there was no list.',
    olderVersionNeeded,
  ],
  fix: [
    'Restore the values. For a list of suggestions that accepts other values, use `x-ms-dynamic-values`.',
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
