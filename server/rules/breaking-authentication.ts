import { olderVersionNeeded } from './breakingDocs';
import type { Rule, RuleDocs } from './rule';

export const breakingAuthentication: Rule = {
  code: 'breaking-authentication',
  summary: 'The connector signs in another way than the older version.',
  severity: 'error',
};

export const docs: RuleDocs = {
  why: [
    'Connections that people have made have the old credentials. They stop working, and every flow with them, so an update of a published connector must not change the type of authentication. `apiProperties.json` next to both versions decides, otherwise `securityDefinitions`.',
    olderVersionNeeded,
  ],
  fix: 'Keep the old type. To offer another one as well, declare both as connection parameter sets (`connectionParameterSets`).',
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
