import type { Rule, RuleDocs } from './rule';

export const propertiesStructure: Rule = {
  code: 'properties-structure',
  summary: '`apiProperties.json` has a key that means nothing, lacks one, or has a value of another type.',
  severity: 'warning',
  otherLevels: {
    error: 'where `properties` itself is missing or no object',
    information: 'for a key that is ignored and resembles none that is known',
  },
};

export const docs: RuleDocs = {
  why: 'Power Automate and `paconn` read `connectionParameters`, `connectionParameterSets`, `iconBrandColor`, `capabilities`, `publisher`, `stackOwner`, `policyTemplateInstances` and `scriptOperations` below `properties`. Keys of other names are ignored, and a value of another type is ignored or refused. The schema behind this rule is ours; it accepts what the published connectors write.',
  fix: 'Correct the key or the value. Quick fixes rename mistyped keys.',
  incorrect: [
    {
      within: 'connector',
      text: `"scriptOperation": ["OnEvent"]`,
    },
    {
      within: 'apiProperties',
      level: 'error',
      text: `{ "connectionParameters": {}, "iconBrandColor": "#2b579a" }`,
    },
    {
      within: 'connector',
      level: 'information',
      text: `"comment": "Reviewed in May"`,
    },
  ],
  correct: [
    {
      within: 'connector',
      text: `"scriptOperations": ["OnEvent"]`,
    },
  ],
};
