import { newRevision, olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingCallback: Rule = {
  code: 'breaking-callback',
  summary: 'The callback URL is no longer sent in the place of the older version.',
  severity: 'error',
};

export const docs: RuleDocs = {
  why: [
    'A saved flow writes its callback URL where the definition had it when the flow was saved. When the flow is turned on again, the service looks for the URL elsewhere and never calls it.',
    olderVersionNeeded,
  ],
  fix: ['Leave the property with `x-ms-notification-url` in its place. A policy can copy the value.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"targetUrl": { "type": "string", "x-ms-notification-url": true }

// After
"url": { "type": "string", "x-ms-notification-url": true }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"targetUrl": { "type": "string", "x-ms-notification-url": true }

// After
"targetUrl": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }`,
    },
  ],
};
