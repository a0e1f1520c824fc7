import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import type { NamedOperation, Policy } from '../model/properties';
import { factsOf } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const policyPollingTrigger: Rule = {
  code: 'policy-polling-trigger',
  summary: "A polling policy applies to an operation that isn't a polling trigger.",
  severity: 'warning',
  definition: (definition, report) => {
    const { properties } = definition;
    if (!properties || properties.isChecked) return;
    for (const { text, operation, named } of wronglyPolled(properties.policies, definition)) {
      const related = [
        { at: { node: named.node }, message: say('The policy names it here.'), document: properties.document },
      ];
      report({ key: operation.member }, text, { related });
    }
  },
  properties: ({ properties, definition, definitionDocument }, report) => {
    if (!definition) return;
    for (const { text, operation, named } of wronglyPolled(properties.policies, definition)) {
      const related = [{ at: { key: operation.member }, message: say('The operation.'), document: definitionDocument }];
      report({ node: named.node }, text, { related });
    }
  },
};

/** The operations that a polling policy names although they can't be polled, each with the finding's message. */
function wronglyPolled(
  policies: Policy[],
  definition: Definition,
): { text: string; operation: Operation; named: NamedOperation }[] {
  const polling = policies.filter(({ template }) => template === 'pollingtrigger');
  return polling.flatMap(({ title, operations }) =>
    operations.flatMap((named) =>
      definition.operationsById(named.id).flatMap((operation) => {
        const { trigger, kind } = factsOf(definition, operation);
        if (trigger && kind === 'polling') return [];
        const why = trigger ? say('it is a webhook trigger') : say('it has no `x-ms-trigger`');
        const text = say`The policy "${title}" polls this operation, but ${why}. Remove the operation from the policy.`;
        return [{ text, operation, named }];
      }),
    ),
  );
}

export const docs: RuleDocs = {
  topic: 'files',
  why: 'The template makes Power Automate call an operation repeatedly and compare the responses. An operation without `x-ms-trigger` is an action and is never polled. An operation with `x-ms-notification-content` or a callback URL registers a webhook, so each poll would register another one.',
  fix: [
    'Remove the operation from the policy. If it should be polled, give it `x-ms-trigger` and `x-ms-trigger-metadata` instead. There is no quick fix, because either may be right.',
    "The finding is shown at the operation's name in `apiProperties.json`, or at the operation itself if only the definition is open or checked.",
  ],
  incorrect: [
    {
      within: 'policy',
      note: 'In `apiProperties.json`, if `OnEvent` is a webhook trigger:',
      text: `{
  "templateId": "pollingtrigger",
  "title": "New events",
  "parameters": {
    "x-ms-apimTemplateParameter.triggerConfig": { "since": "@{triggerBody().items[0].created}" },
    "x-ms-apimTemplateParameter.triggerDataPath": "@triggerBody().items",
    "x-ms-apimTemplate-operationName": ["OnEvent"]
  }
}`,
    },
  ],
  correct: [
    {
      within: 'policy',
      note: 'If `OnNewItem` is a polling trigger:',
      text: `{
  "templateId": "pollingtrigger",
  "title": "New items",
  "parameters": {
    "x-ms-apimTemplateParameter.triggerConfig": { "since": "@{triggerBody().items[0].created}" },
    "x-ms-apimTemplateParameter.triggerDataPath": "@triggerBody().items",
    "x-ms-apimTemplate-operationName": ["OnNewItem"]
  }
}`,
    },
  ],
};
