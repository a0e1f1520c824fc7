import type { Member } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Policy } from '../model/properties';
import type { Rule, RuleDocs } from './rule';

export const policyConnectionParameter: Rule = {
  code: 'policy-connection-parameter',
  summary: "A policy in `apiProperties.json` uses a connection parameter that isn't declared.",
  severity: 'warning',
  definition: (definition, report) => {
    const { properties } = definition;
    for (const policy of properties?.policies ?? []) {
      const reported = new Set<string>();
      for (const { name, node } of policy.uses) {
        if (properties!.parameters.has(name.toLowerCase()) || reported.has(name)) continue;
        reported.add(name);
        const key = firstTouched(definition, policy);
        if (!key) continue;
        report(
          { key },
          `The policy "${policy.title}" uses the connection parameter "${name}", which apiProperties.json doesn't declare.`,
          { related: [{ at: { node }, message: 'The policy uses it here.', inProperties: true }] },
        );
      }
    }
  },
};

/** The first trigger that a policy applies to, otherwise the first action; `paths` where the policy applies to all operations. */
function firstTouched(definition: Definition, { operations }: Policy): Member | undefined {
  const touched = operations.flatMap(({ id }) => definition.operationsById(id));
  const first = touched.find(({ node }) => node.member('x-ms-trigger')) ?? touched[0];
  return first?.member ?? (operations.length === 0 ? definition.root.member('paths') : undefined);
}

export const docs: RuleDocs = {
  why: "`@connectionParameters('name')` becomes what the flow maker entered for the parameter `name` when creating the connection. Without such a parameter the value is empty, so calls go to a host that doesn't exist. Upper and lower case count as the same. Names with a prefix, such as `token:tenantId`, come from signing in and aren't checked.",
  fix: 'Declare the parameter under `connectionParameters`, or correct the name in the policy. The finding is at a trigger that the policy applies to and links to the place in `apiProperties.json`. There is no quick fix, because the change belongs in the other file.',
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
