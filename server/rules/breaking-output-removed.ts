import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingOutputRemoved: Rule = {
  code: 'breaking-output-removed',
  summary: 'A field that flows can use was removed from a notification or a response.',
  severity: rejectedByCertification,
  otherLevels: {
    error: 'for a trigger, because the flows that it starts stop working',
    information: 'if the field is now internal, because flows that use it still get its value',
  },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'The later steps of a flow use a field as dynamic content. If the definition no longer has the field, the designer marks those steps as invalid. In `x-ms-notification-content`, this is the most common way to break a trigger.',
    'Fields that were already internal are not reported, because flow makers never saw them. Nor is anything reported if the fields come from `x-ms-dynamic-schema`.',
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
