import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { hidesOperations } from '../model/hiddenOperations';
import type { ConnectorProperties, NamedOperation } from '../model/properties';
import { nearest } from '../model/vocabulary';
import { say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

/** Maximum number of edits between a mistyped name and the one that was meant. */
const maxEdits = 4;

export const policyOperationUnknown: Rule = {
  code: 'policy-operation-unknown',
  summary: "A policy or `scriptOperations` in `apiProperties.json` names an operation that doesn't exist.",
  severity: 'warning',
  definition: (definition, report) => {
    const { properties } = definition;
    if (!properties || properties.isChecked) return;
    for (const { text, node, place } of unknownNames(properties, definition, say(' in apiProperties.json'))) {
      const near = nearestTo(node, definition);
      const [operation] = near === undefined ? [] : definition.operationsById(near);
      const marked = operation?.node.member('operationId') ?? definition.root.member('paths');
      if (!marked) continue;
      const at = operation ? { node: marked.value! } : { key: marked };
      report(at, text, { related: [{ at: { node }, message: place, document: properties.document }] });
    }
  },
  properties: ({ properties, definition }, report) => {
    if (definition) reportNames(properties, definition, report);
  },
};

function reportNames(properties: ConnectorProperties, definition: Definition, report: Report): void {
  for (const { text, node } of unknownNames(properties, definition)) {
    const near = nearestTo(node, definition);
    report({ node }, text, { repair: near === undefined ? undefined : { value: near } });
  }
}

interface UnknownName {
  node: Node;
  text: string;
  /** A link to the place, in words. */
  place: string;
}

/**
 * The names of operations that the definition doesn't have; none while a part of it can't be read.
 *
 * @param inFile says in which file they are, in a finding of another one
 */
function unknownNames(
  { policies, scriptOperations }: ConnectorProperties,
  definition: Definition,
  inFile = '',
): UnknownName[] {
  if (hidesOperations(definition)) return [];
  const isUnknown = ({ id }: NamedOperation): boolean => definition.operationsById(id).length === 0;
  const hint = (node: Node): string => {
    const near = nearestTo(node, definition);
    return near === undefined ? '' : say` Did you mean "${near}"?`;
  };
  const inPolicies = policies.flatMap(({ title, operations }) =>
    operations.filter(isUnknown).map(({ id, node }) => ({
      node,
      place: say('The policy names it here.'),
      text: say`The policy "${title}"${inFile} names the operation "${id}", which doesn't exist.${hint(node)}`,
    })),
  );
  const ofScript = scriptOperations.filter(isUnknown).map(({ id, node }) => ({
    node,
    place: say('`scriptOperations` names it here.'),
    text: say`\`scriptOperations\`${inFile} names the operation "${id}", which doesn't exist, so the script doesn't run for it.${hint(node)}`,
  }));
  return [...inPolicies, ...ofScript];
}

function nearestTo({ value }: Node, definition: Definition): string | undefined {
  return nearest(String(value), definition.operationIds(), maxEdits, true);
}

export const docs: RuleDocs = {
  topic: 'files',
  why: "Policies and `scriptOperations` refer to operations by their `operationId`. If no operation has that name, for example because a trigger was renamed, the policy isn't applied and the script doesn't run, and nothing says so: the header that the policy sets is missing, or the host that it chooses isn't used. *Rename Symbol* on an `operationId` renames it in both files.",
  fix: [
    'Correct the name in `apiProperties.json`; the quick fix there writes the most similar one.',
    'If only the definition is open or checked, the finding is shown at the operation with the most similar name, or at `paths` if no name is similar, with a link to the place in `apiProperties.json`.',
  ],
  incorrect: [
    {
      within: 'policy',
      note: 'In `apiProperties.json`, if the definition has an operation `OnEvent`:',
      text: `{
  "templateId": "setheader",
  "title": "Tenant",
  "parameters": {
    "x-ms-apimTemplateParameter.name": "X-Tenant",
    "x-ms-apimTemplateParameter.value": "acme",
    "x-ms-apimTemplate-operationName": ["OnEvnt"]
  }
}`,
    },
    {
      within: 'connector',
      text: `"scriptOperations": ["OnEvnt"]`,
    },
  ],
  correct: [
    {
      within: 'policy',
      text: `{
  "templateId": "setheader",
  "title": "Tenant",
  "parameters": {
    "x-ms-apimTemplateParameter.name": "X-Tenant",
    "x-ms-apimTemplateParameter.value": "acme",
    "x-ms-apimTemplate-operationName": ["OnEvent"]
  }
}`,
    },
    {
      within: 'connector',
      text: `"scriptOperations": ["OnEvent"]`,
    },
  ],
};
