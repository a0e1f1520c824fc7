import type { Rule, RuleDocs } from './rule';

export const propertiesStructure: Rule = {
  code: 'properties-structure',
  summary: '`apiProperties.json` has an unknown key, lacks a required one, or has a value of the wrong type.',
  severity: 'warning',
  otherLevels: {
    error: 'if `properties` itself is missing or not an object',
    information: "for an unknown key that doesn't resemble a known one",
  },
};

export const docs: RuleDocs = {
  topic: 'files',
  silencedBy: 'settings',
  why: 'In `properties`, Power Automate and `paconn` read `connectionParameters`, `connectionParameterSets`, `iconBrandColor`, `capabilities`, `publisher`, `stackOwner`, `policyTemplateInstances` and `scriptOperations`. Other keys are ignored, and a value of the wrong type is ignored or rejected. The schema behind this rule is part of Flow Webhooks, and accepts what the published connectors contain.',
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
