import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingInputRequired: Rule = {
  code: 'breaking-input-required',
  summary: 'An optional input is now required.',
  severity: rejectedByCertification,
  otherLevels: {
    error: 'for a trigger, because the flows that it starts stop working',
    information: "for a hidden input with a default, which flow makers don't fill in",
  },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: ["Flows that left the input empty don't send it.", olderVersionNeeded],
  fix: ['Leave the input optional, and have the service assume a value if it is missing.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
{ "name": "site", "in": "query", "type": "string" }

// After
{ "name": "site", "in": "query", "type": "string", "required": true }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
{ "name": "site", "in": "query", "type": "string" }

// After
{ "name": "site", "in": "query", "type": "string", "x-ms-visibility": "important" }`,
    },
  ],
};
