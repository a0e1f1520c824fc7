import { isObject, type Member, type Node } from '../documents/tree';
import { type PolicyTemplate, policyTemplates, type TemplateParameter } from '../model/policyTemplates';
import { operationsKey, type Policy, parameterPrefix, sectionKey } from '../model/properties';
import { nearest } from '../model/vocabulary';
import { allOf, say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

/** Maximum number of edits between a mistyped parameter and the one that was meant. */
const maxEdits = 4;

export const policyTemplateParameter: Rule = {
  code: 'policy-template-parameter',
  summary:
    "A policy lacks a parameter of its template, or has a parameter or a value that the template doesn't accept.",
  severity: 'warning',
  otherLevels: { information: "for an unknown parameter that doesn't resemble any parameter of the template" },
  properties: ({ properties }, report) => {
    for (const policy of properties.policies) {
      const template = policyTemplates.get(policy.template);
      if (template?.documented) checkPolicy(policy, template, report);
    }
  },
};

function checkPolicy(policy: Policy, template: PolicyTemplate, report: Report): void {
  const { node, settings } = policy;
  const parameters = node.member('parameters');
  const holder = isObject(parameters?.value) ? parameters.value : undefined;
  for (const member of holder?.members ?? []) checkMember(member, policy, template, report);
  const missing = Object.entries(template.parameters).filter(([name, { required }]) => required && !settings.has(name));
  // Parameters that are mistyped are reported themselves.
  const mistyped = [...settings.keys()].filter((name) => !Object.hasOwn(template.parameters, name));
  if (missing.length === 0 || mistyped.some((name) => nearest(name, namesOf(missing), maxEdits))) return;
  const list = namesOf(missing).map((name) => `\`${parameterPrefix}${name}\``);
  const at = parameters ?? node.member('templateId');
  if (at)
    report(
      { key: at },
      list.length === 1
        ? say`The policy "${policy.title}" needs ${list[0]}: without it the template has nothing to do.`
        : say`The policy "${policy.title}" needs ${allOf(list)}: without them the template has nothing to do.`,
    );
}

const namesOf = (entries: [string, TemplateParameter][]): string[] => entries.map(([name]) => name);

function checkMember(member: Member, policy: Policy, template: PolicyTemplate, report: Report): void {
  const { key, value } = member;
  if (!value || key === operationsKey) return;
  if (key === sectionKey) {
    if (template.sections.length > 0) checkValue(value, key, template.sections, policy, report);
    return;
  }
  const name = key.startsWith(parameterPrefix) ? key.slice(parameterPrefix.length) : undefined;
  const parameter =
    name !== undefined && Object.hasOwn(template.parameters, name) ? template.parameters[name] : undefined;
  if (!parameter) reportUnknown(member, policy, template, report);
  else if (parameter.values) checkValue(value, key, parameter.values, policy, report);
}

/** Reports a text that is none of the values; an expression is not one to know. */
function checkValue(value: Node, key: string, allowed: string[], { title }: Policy, report: Report): void {
  if (value.kind !== 'string') return;
  const written = String(value.value);
  const isKnown = allowed.some((one) => one.toLowerCase() === written.toLowerCase());
  if (isKnown || written === '' || (written.startsWith('@') && !allowed.some((one) => one.startsWith('@')))) return;
  const near = nearest(written, allowed, maxEdits);
  report(
    { node: value },
    say`\`${key}\` of the policy "${title}" is "${written}", but must be ${allowed.map((one) => `"${one}"`).join(', ')}.`,
    { repair: near === undefined ? undefined : { value: near } },
  );
}

function reportUnknown(member: Member, policy: Policy, template: PolicyTemplate, report: Report): void {
  const known = [...Object.keys(template.parameters).map((name) => `${parameterPrefix}${name}`), operationsKey];
  if (template.sections.length > 0) known.push(sectionKey);
  const free = known.filter((key) => !member.value?.parent?.member(key));
  const near = nearest(member.key, free, maxEdits);
  const hint = near ? say` Did you mean "${near}"?` : '';
  report(
    { key: member },
    say`The template "${policy.template}" has no parameter \`${member.key}\`: it is ignored.${hint}`,
    {
      ...(near ? { repair: { key: near } } : { severity: 'information' }),
    },
  );
}

export const docs: RuleDocs = {
  topic: 'files',
  why: [
    'A template takes its parameters by name, as `x-ms-apimTemplateParameter.<name>`. If a required parameter is missing or mistyped, the policy has no effect. Unknown parameters are ignored.',
    "The names and values come from Microsoft's page on each template, and from Microsoft's schema of `apiProperties.json`. Templates that are in use but not documented are not checked.",
  ],
  fix: 'Use the parameter name that the template expects. Quick fixes write the most similar name or value, and completion lists what each template takes.',
  incorrect: [
    {
      within: 'policy',
      text: `{
  "templateId": "dynamichosturl",
  "title": "Host by region",
  "parameters": { "x-ms-apimTemplateParameter.urlTemplat": "https://@connectionParameters('region').example.com" }
}`,
    },
    {
      within: 'policy',
      note: "A section that the template doesn't have:",
      text: `{
  "templateId": "setheader",
  "title": "Tenant",
  "parameters": {
    "x-ms-apimTemplateParameter.name": "X-Tenant",
    "x-ms-apimTemplateParameter.value": "acme",
    "x-ms-apimTemplate-policySection": "Requests"
  }
}`,
    },
    {
      within: 'policy',
      level: 'information',
      text: `{
  "templateId": "setqueryparameter",
  "title": "Version",
  "parameters": {
    "x-ms-apimTemplateParameter.name": "v",
    "x-ms-apimTemplateParameter.value": "2",
    "x-ms-apimTemplateParameter.comment": "Version 1 ends soon"
  }
}`,
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
    "x-ms-apimTemplateParameter.existsAction": "override",
    "x-ms-apimTemplate-policySection": "Request"
  }
}`,
    },
  ],
};
