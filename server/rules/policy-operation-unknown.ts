import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { hidesOperations } from '../model/hiddenOperations';
import { nearest } from '../model/vocabulary';
import type { Report, Rule, RuleDocs } from './rule';

/** Maximum number of edits between a mistyped name and the one that was meant. */
const maxEdits = 4;

export const policyOperationUnknown: Rule = {
  code: 'policy-operation-unknown',
  summary: "A policy in `apiProperties.json` names an operation that doesn't exist.",
  severity: 'warning',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { title, operations } of definition.properties?.policies ?? [])
      for (const { id, node } of operations)
        if (definition.operationsById(id).length === 0) reportUnknown(definition, title, id, node, report);
  },
};

/** Reports the name at the operation with the nearest one, otherwise at `paths`. */
function reportUnknown(definition: Definition, policy: string, id: string, place: Node, report: Report): void {
  const near = nearest(id, definition.operationIds(), maxEdits, true);
  const [operation] = near === undefined ? [] : definition.operationsById(near);
  const marked = operation?.node.member('operationId') ?? definition.root.member('paths');
  if (!marked) return;
  const hint = operation ? ` Did you mean "${near}"?` : '';
  report(
    operation ? { node: marked.value! } : { key: marked },
    `The policy "${policy}" in apiProperties.json names the operation "${id}", which doesn't exist.${hint}`,
    { related: [{ at: { node: place }, message: 'The policy names it here.', inProperties: true }] },
  );
}

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
