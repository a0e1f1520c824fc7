import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingParameterLocation: Rule = {
  code: 'breaking-parameter-location',
  summary: 'A parameter is sent in another part of the request than in the older version.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger: flows that it starts stop working' },
};

export const docs: RuleDocs = {
  why: [
    'A saved flow keeps a value together with its place, such as the query. When `in` differs, the value is lost.',
    olderVersionNeeded,
  ],
  fix: ['Restore `in`. A policy can move the value within the request.', newRevision],
  incorrect: [
    {
      within: 'versions',
      text: `// Before
{ "name": "site", "in": "query", "type": "string" }

// After
{ "name": "site", "in": "header", "type": "string" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
{ "name": "site", "in": "query", "type": "string" }

// After
{ "name": "site", "in": "query", "type": "string", "description": "The site" }`,
    },
  ],
};
