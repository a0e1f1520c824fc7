import { newRevision, olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingCallback: Rule = {
  code: 'breaking-callback',
  summary: 'The callback URL is no longer sent where the older version sent it.',
  severity: 'error',
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'A saved flow sends its callback URL in the place that the definition had when the flow was saved. When the flow is turned on again, the service looks for the URL elsewhere, and never calls the flow.',
    olderVersionNeeded,
  ],
  fix: [
    'Leave the property with `x-ms-notification-url` where it was. If the service needs the value elsewhere, a policy can copy it.',
    newRevision,
  ],
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
