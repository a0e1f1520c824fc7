import { hidesOperations } from '../model/hiddenOperations';
import { nearest } from '../model/vocabulary';
import type { Rule, RuleDocs } from './rule';

/** More edits than this make another name. */
const mostEdits = 4;

export const policyOperationUnknown: Rule = {
  code: 'policy-operation-unknown',
  summary: "A policy in `apiProperties.json` names an operation that doesn't exist.",
  severity: 'warning',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { title, operations } of definition.properties?.policies ?? []) {
      for (const { id, node } of operations) {
        if (definition.operationsById(id).length > 0) continue;
        const near = nearest(id, definition.operationIds(), mostEdits, true);
        const [operation] = near === undefined ? [] : definition.operationsById(near);
        const named = operation?.node.member('operationId') ?? definition.root.member('paths');
        if (!named) continue;
        const hint = operation ? ` Did you mean "${near}"?` : '';
        report(
          operation ? { node: named.value! } : { key: named },
          `The policy "${title}" in apiProperties.json names the operation "${id}", which doesn't exist.${hint}`,
          { related: [{ at: { node }, message: 'The policy names it here.', inProperties: true }] },
        );
      }
    }
  },
};

export const docs: RuleDocs = {
  why: "A policy applies to operations by their `operationId`. If no operation has that name, for example after a trigger was renamed, the policy is silently not applied: the header it sets is missing, the host it chooses isn't used.",
  fix: 'Write the operation’s name in `apiProperties.json`. The finding is at the operation with the nearest name, or at `paths` where none is near, and links to the place in `apiProperties.json`. There is no quick fix, because only you know which of the two names is right.',
  incorrect: [
    {
      within: 'policy',
      note: 'In `apiProperties.json`, where the definition has an operation `OnEvent`:',
      text: `{
  "templateId": "setheader",
  "title": "Tenant",
  "parameters": { "x-ms-apimTemplate-operationName": ["OnEvnt"] }
}`,
    },
  ],
  correct: [
    {
      within: 'policy',
      text: `{
  "templateId": "setheader",
  "title": "Tenant",
  "parameters": { "x-ms-apimTemplate-operationName": ["OnEvent"] }
}`,
    },
  ],
};
