import type { Member, Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { ConnectorProperties, Policy } from '../model/properties';
import { nearest } from '../model/vocabulary';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const policyConnectionParameter: Rule = {
  code: 'policy-connection-parameter',
  summary: "A policy in `apiProperties.json` uses a connection parameter that isn't declared.",
  severity: 'warning',
  definition: (definition, report) => {
    const { properties } = definition;
    if (!properties || properties.isChecked) return;
    for (const { text, policy, node } of undeclaredUses(properties)) {
      const key = firstTouched(definition, policy);
      if (!key) continue;
      report({ key }, text, {
        related: [{ at: { node }, message: say('The policy uses it here.'), document: properties.document }],
      });
    }
  },
  properties: ({ properties }, report) => {
    for (const { text, node } of undeclaredUses(properties)) report({ node }, text);
  },
};

/** The uses of connection parameters that no sign-in has, each name once in a policy. */
function undeclaredUses({ policies, parameters }: ConnectorProperties): { text: string; policy: Policy; node: Node }[] {
  const declared = [...parameters.values()].map(({ key }) => key);
  return policies.flatMap((policy) => {
    const seen = new Set<string>();
    return policy.uses.flatMap(({ name, node }) => {
      if (parameters.has(name.toLowerCase()) || seen.has(name)) return [];
      seen.add(name);
      const near = nearest(name, declared, 2);
      const hint = near === undefined ? '' : say` Did you mean "${near}"?`;
      const text = say`The policy "${policy.title}" uses the connection parameter "${name}", which apiProperties.json doesn't declare.${hint}`;
      return [{ text, policy, node }];
    });
  });
}

/** The first trigger that a policy applies to, otherwise the first action; `paths` where the policy applies to all operations. */
function firstTouched(definition: Definition, { operations }: Policy): Member | undefined {
  const touched = operations.flatMap(({ id }) => definition.operationsById(id));
  const first = touched.find(({ node }) => node.member('x-ms-trigger')) ?? touched[0];
  return first?.member ?? (operations.length === 0 ? definition.root.member('paths') : undefined);
}

export const docs: RuleDocs = {
  topic: 'files',
  why: "`@connectionParameters('name')` is replaced with what the flow maker entered for the parameter `name` when creating the connection. If there is no such parameter, the value is empty, so calls go to a host that doesn't exist. Case doesn't matter. Names with a prefix, such as `token:tenantId`, come from signing in and aren't checked.",
  fix: [
    "Declare the parameter under `connectionParameters` or in a set of `connectionParameterSets`, correct the name in the policy, or give it a default there: `@connectionParameters('region', 'eu')`.",
    'The finding is shown in `apiProperties.json`. If only the definition is open or checked, the finding is shown at a trigger that the policy applies to, with a link to the place in `apiProperties.json`.',
  ],
  incorrect: [
    {
      within: 'policy',
      note: 'In `apiProperties.json`, whose only connection parameter is `region`:',
      text: `{
  "templateId": "dynamichosturl",
  "title": "Host by region",
  "parameters": { "x-ms-apimTemplateParameter.urlTemplate": "https://@connectionParameters('regoin').example.com" }
}`,
    },
  ],
  correct: [
    {
      within: 'policy',
      text: `{
  "templateId": "dynamichosturl",
  "title": "Host by region",
  "parameters": { "x-ms-apimTemplateParameter.urlTemplate": "https://@connectionParameters('region').example.com" }
}`,
    },
  ],
};
