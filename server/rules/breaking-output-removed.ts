import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputRemoved: Rule = {
  code: 'breaking-output-removed',
  summary: 'A field that flows can use is gone from a notification or a response.',
  severity: rejectedByCertification,
  otherLevels: {
    error: 'for a trigger: flows that it starts stop working',
    information: 'where the field is now internal: flows that use it still get its value',
  },
};

export const docs: RuleDocs = {
  why: [
    'A field is dynamic content in later steps. When the definition no longer has it, the designer marks those steps as invalid. In `x-ms-notification-content` this is the most frequent way to break a trigger.',
    "Fields that were internal don't count: flow makers never saw them. Nothing is reported where the fields come from `x-ms-dynamic-schema`.",
    olderVersionNeeded,
  ],
  fix: ['Restore the field.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"properties": { "id": { "type": "string" }, "created": { "type": "string" } }

// After
"properties": { "id": { "type": "string" } }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"properties": { "id": { "type": "string" } }

// After
"properties": { "id": { "type": "string" }, "created": { "type": "string" } }`,
    },
  ],
};
