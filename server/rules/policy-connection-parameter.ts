import type { Member } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Policy } from '../model/properties';
import type { Rule } from './rule';

export const policyConnectionParameter: Rule = {
  code: 'policy-connection-parameter',
  severity: 'warning',
  definition: (definition, report) => {
    const { properties } = definition;
    for (const policy of properties?.policies ?? []) {
      const told = new Set<string>();
      for (const { name, node } of policy.uses) {
        if (properties!.parameters.has(name.toLowerCase()) || told.has(name)) continue;
        told.add(name);
        const key = firstTouched(definition, policy);
        if (!key) continue;
        report(
          { key },
          `The policy "${policy.title}" in apiProperties.json takes "${name}" from the connection, which has no parameter of that name.`,
          { related: [{ at: { node }, message: 'The policy uses it here.', inProperties: true }] },
        );
      }
    }
  },
};

/** Of the operations that a policy is for, a trigger rather than an action; all of `paths` where it is for all. */
function firstTouched(definition: Definition, { operations }: Policy): Member | undefined {
  const touched = operations.flatMap(({ id }) => definition.operationsById(id));
  const first = touched.find(({ node }) => node.member('x-ms-trigger')) ?? touched[0];
  return first?.member ?? (operations.length === 0 ? definition.root.member('paths') : undefined);
}
