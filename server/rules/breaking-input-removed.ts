import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputRemoved: Rule = {
  code: 'breaking-input-removed',
  summary: 'An input was removed.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'Saved flows contain a value for an input that the operation no longer takes, and the service no longer gets it.',
    'Flows store the values of a body under the name of the body parameter, so changing that `name` is reported, too. Hidden inputs without a default never had a value, so removing them is not reported.',
    olderVersionNeeded,
  ],
  fix: ['Restore the input. The service may ignore it.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"properties": { "events": { "type": "array" }, "url": { "type": "string" } }

// After
"properties": { "url": { "type": "string" } }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"properties": { "events": { "type": "array" } }

// After
"properties": { "events": { "type": "array", "description": "No longer used" } }`,
    },
  ],
};
