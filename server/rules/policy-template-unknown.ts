import { templateIds } from '../model/policyTemplates';
import { nearest } from '../model/vocabulary';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

/** Maximum number of edits between a mistyped template and the one that was meant. */
const maxEdits = 4;

export const policyTemplateUnknown: Rule = {
  code: 'policy-template-unknown',
  summary: "A policy in `apiProperties.json` uses a template that doesn't exist.",
  severity: rejectedByCertification,
  properties: ({ properties }, report) => {
    for (const { node, template, title } of properties.policies) {
      const id = node.get('templateId');
      if (id?.kind !== 'string' || template === '' || templateIds.includes(template)) continue;
      const near = nearest(template, templateIds, maxEdits);
      const hint = near ? say` Did you mean "${near}"?` : '';
      const name = title === template ? say('A policy') : say`The policy "${title}"`;
      report(
        { node: id },
        say`${name} uses the template "${String(id.value)}", which Power Automate doesn't have, so it does nothing.${hint}`,
        { repair: near === undefined ? undefined : { value: near } },
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'files',
  why: `A policy with an unknown template does nothing. No published connector uses a template that is missing from both Microsoft's documentation and its schema of \`apiProperties.json\`. Case doesn't matter. The templates are ${templateIds.map((id) => `\`${id}\``).join(', ')}.`,
  fix: 'Correct `templateId`. The quick fix writes the most similar one.',
  incorrect: [
    {
      within: 'policy',
      text: `{
  "templateId": "setheaders",
  "title": "Tenant",
  "parameters": {
    "x-ms-apimTemplateParameter.name": "X-Tenant",
    "x-ms-apimTemplateParameter.value": "acme"
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
    "x-ms-apimTemplateParameter.value": "acme"
  }
}`,
    },
  ],
};
