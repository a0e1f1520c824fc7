import { newRevision, olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingNotificationContent: Rule = {
  code: 'breaking-notification-content',
  summary: 'The path of a trigger no longer has the `x-ms-notification-content` of the older version.',
  severity: 'error',
};

export const docs: RuleDocs = {
  why: [
    'Without it the designer shows none of the fields of a delivery, so the dynamic content in saved flows is invalid. The designer reads the content next to the operation, not inside it.',
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
