import { newRevision, olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingNotificationContent: Rule = {
  code: 'breaking-notification-content',
  summary: 'The path of a trigger no longer has `x-ms-notification-content`.',
  severity: 'error',
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'Without it, the designer shows none of the fields of a delivery, and the dynamic content in saved flows becomes invalid. The designer reads `x-ms-notification-content` next to the operation, not inside it.',
    olderVersionNeeded,
  ],
  fix: ['Put `x-ms-notification-content` back next to the operation, directly in its path.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"/hooks": { "x-ms-notification-content": { "schema": {} }, "post": {} }

// After
"/hooks": { "post": { "x-ms-notification-content": { "schema": {} } } }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"/hooks": { "x-ms-notification-content": { "schema": {} }, "post": {} }

// After
"/hooks": { "post": {}, "x-ms-notification-content": { "schema": {} } }`,
    },
  ],
};
