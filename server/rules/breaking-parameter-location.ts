import { newRevision, olderVersionNeeded } from './breakingDocs';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const breakingParameterLocation: Rule = {
  code: 'breaking-parameter-location',
  summary: 'A parameter is sent in a different part of the request.',
  severity: rejectedByCertification,
  otherLevels: { error: 'for a trigger, because the flows that it starts stop working' },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'A saved flow stores each value together with its location, such as the query. If `in` changes, the value is lost.',
    olderVersionNeeded,
  ],
  fix: [
    'Restore `in`. If the service expects the value elsewhere, a policy can move it within the request.',
    newRevision,
  ],
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
