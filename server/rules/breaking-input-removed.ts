import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputRemoved: Rule = {
  code: 'breaking-input-removed',
  summary: 'An input of the older version is gone.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'Flows have a value for the input that the operation no longer takes, and the service no longer gets it.',
    "Flows keep the values of a body under the name of the body parameter, so another `name` there counts as well. Hidden inputs without a default never had a value and don't count.",
    olderVersionNeeded,
  ],
  fix: ['Restore the input; the service may ignore it.', newRevision],
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
