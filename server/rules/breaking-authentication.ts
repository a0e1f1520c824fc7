import { olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingAuthentication: Rule = {
  code: 'breaking-authentication',
  summary: 'The connector signs in differently from the older version.',
  severity: 'error',
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: [
    'Existing connections hold credentials of the old type. They stop working, and so does every flow that uses them. An update of a published connector must therefore not change the type of authentication. The type is taken from the `apiProperties.json` next to each version, or from `securityDefinitions` if there is no such file.',
    olderVersionNeeded,
  ],
  fix: 'Keep the old type. To offer another type as well, declare both as connection parameter sets (`connectionParameterSets`).',
  incorrect: [
    {
      within: 'versions',
      text: `// Before
"api_key": { "type": "securestring" }

// After
"token": { "type": "oauthSetting" }`,
    },
  ],
  correct: [
    {
      within: 'versions',
      text: `// Before
"api_key": { "type": "securestring" }

// After
"api_key": { "type": "securestring", "uiDefinition": { "displayName": "API key" } }`,
    },
  ],
};
