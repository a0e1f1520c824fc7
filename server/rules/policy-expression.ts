import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Policy } from '../model/properties';
import { say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

export const policyExpression: Rule = {
  code: 'policy-expression',
  summary: "A value in a policy doesn't mean what it seems to: an expression or a path doesn't work there.",
  severity: 'warning',
  properties: ({ properties, definition }, report) => {
    for (const policy of properties.policies) {
      if (policy.template === 'setproperty') checkPropertyValue(policy, report);
      if (policy.template === 'routerequesttoendpoint' && definition) checkNewPath(policy, definition, report);
    }
  },
};

/**
 * In the value of `setproperty` only `@body()` and `@item()` work (learn.microsoft.com/training/modules/policy-templates-custom-connectors).
 */
function checkPropertyValue({ title, settings }: Policy, report: Report): void {
  const value = settings.get('propertyValuePathTemplate');
  if (value?.kind !== 'string') return;
  const [, name] = /@\{?\s*(connectionParameters|headers?|queryParameters)\s*\(/i.exec(String(value.value)) ?? [];
  if (name)
    report(
      { node: value },
      say`The policy "${title}" sets a property to \`@${name}()\`, but in a property's value only \`@body()\` and \`@item()\` work. Send the value in a header or query parameter instead, by \`setheader\` or \`setqueryparameter\`.`,
    );
}

/** The new path is relative to the base URL, and its variables are the operation's path parameters. */
function checkNewPath({ title, settings, operations }: Policy, definition: Definition, report: Report): void {
  const value = settings.get('newPath');
  if (value?.kind !== 'string') return;
  const path = String(value.value);
  const basePath = definition.root.text('basePath')?.replace(/(?<!\/)\/+$/, '') ?? '';
  if (basePath !== '' && `${path}/`.startsWith(`${basePath}/`) && repeatsNoPath(basePath, definition)) {
    report(
      { node: value },
      say`The policy "${title}" routes to "${path}", which begins with the base path. The new path is added to it, so calls go to "${basePath}${path}". Remove "${basePath}" here.`,
      { repair: { value: path.slice(basePath.length) || '/' } },
    );
  }
  checkVariables(path, value, title, operations, definition, report);
}

/** True unless the definition's own paths begin with the base path, too: then the service has it twice. */
function repeatsNoPath(basePath: string, definition: Definition): boolean {
  return !definition.operations.some(({ path }) => `${path}/`.startsWith(`${basePath}/`));
}

function checkVariables(
  path: string,
  node: Node,
  title: string,
  operations: Policy['operations'],
  definition: Definition,
  report: Report,
): void {
  const variables = new Set(Array.from(path.matchAll(/(?<!@)\{(\w+)\}/g), ([, name]) => name!));
  for (const { id } of operations) {
    for (const operation of definition.operationsById(id)) {
      const missing = [...variables].find((name) => !operation.path.includes(`{${name}}`));
      if (missing === undefined) continue;
      report(
        { node },
        say`The policy "${title}" routes to "${path}", but the path of "${id}" has no \`{${missing}}\`, so nothing is filled in there.`,
      );
      return;
    }
  }
}

export const docs: RuleDocs = {
  topic: 'files',
  source: { other: "Microsoft's training module on policy templates" },
  why: [
    '`setproperty` can read only the body: in its value, only `@body()` works and, for each item of an array, `@item()`. Other expressions are sent as text, or as an empty value.',
    "The path of `routerequesttoendpoint` is appended to the base URL of the definition, which includes the base path. Of 109 published routes in connectors with a base path, none repeats it. A variable in braces is replaced with the path parameter of that name in the operation's own path.",
  ],
  fix: "Remove the base path from `newPath` (a quick fix does that), use a parameter that the operation's path has, or send the value somewhere where the expression works.",
  incorrect: [
    {
      within: 'policy',
      text: `{
  "templateId": "setproperty",
  "title": "Region in the body",
  "parameters": {
    "x-ms-apimTemplateParameter.newPropertyParentPathTemplate": "@body()",
    "x-ms-apimTemplateParameter.newPropertySubPathTemplate": "region",
    "x-ms-apimTemplateParameter.propertyValuePathTemplate": "@connectionParameters('region')",
    "x-ms-apimTemplate-policySection": "Request"
  }
}`,
    },
    {
      within: 'policy',
      note: 'If the path of `OnEvent` is `/hooks`:',
      text: `{
  "templateId": "routerequesttoendpoint",
  "title": "Hooks of a project",
  "parameters": {
    "x-ms-apimTemplateParameter.newPath": "/projects/{project}/hooks",
    "x-ms-apimTemplateParameter.httpMethod": "@Request.OriginalHTTPMethod",
    "x-ms-apimTemplate-operationName": ["OnEvent"]
  }
}`,
    },
  ],
  correct: [
    {
      within: 'policy',
      text: `{
  "templateId": "setproperty",
  "title": "Topic",
  "parameters": {
    "x-ms-apimTemplateParameter.newPropertyParentPathTemplate": "@body()",
    "x-ms-apimTemplateParameter.newPropertySubPathTemplate": "name",
    "x-ms-apimTemplateParameter.propertyValuePathTemplate": "{@body().first} {@body().last}",
    "x-ms-apimTemplate-policySection": "Request"
  }
}`,
    },
  ],
};
