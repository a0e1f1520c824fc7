import { factsOf } from '../model/triggers';
import type { Rule, RuleDocs } from './rule';

export const policyPollingTrigger: Rule = {
  code: 'policy-polling-trigger',
  summary: "A polling policy applies to an operation that isn't a polling trigger.",
  severity: 'warning',
  definition: (definition, report) => {
    for (const { title, template, operations } of definition.properties?.policies ?? []) {
      if (template !== 'pollingtrigger') continue;
      for (const { id, node } of operations) {
        for (const operation of definition.operationsById(id)) {
          const { trigger, kind } = factsOf(definition, operation);
          if (trigger && kind === 'polling') continue;
          const why = trigger ? 'it is a webhook trigger' : 'it has no `x-ms-trigger`';
          report(
            { key: operation.member },
            `The policy "${title}" polls this operation, but ${why}. Remove the operation from the policy.`,
            {
              related: [{ at: { node }, message: 'The policy names it here.', inProperties: true }],
            },
          );
        }
      }
    }
  },
};

export const docs: RuleDocs = {
  why: 'The template makes Power Automate call an operation again and again and compare the responses. An operation without `x-ms-trigger` is an action and is never polled. One with `x-ms-notification-content` or a callback registers a webhook, so each poll would register another one.',
  fix: 'Remove the operation from the policy, or give it `x-ms-trigger` and `x-ms-trigger-metadata` if it should be polled. There is no quick fix, because either may be right.',
  incorrect: [
    {
      within: 'policy',
      note: 'In `apiProperties.json`, where `OnEvent` is a webhook trigger:',
      text: `{
  "templateId": "pollingtrigger",
  "title": "New events",
  "parameters": { "x-ms-apimTemplate-operationName": ["OnEvent"] }
}`,
    },
  ],
  correct: [
    {
      within: 'policy',
      note: 'Where `OnNewItem` is a polling trigger:',
      text: `{
  "templateId": "pollingtrigger",
  "title": "New items",
  "parameters": { "x-ms-apimTemplate-operationName": ["OnNewItem"] }
}`,
    },
  ],
};
