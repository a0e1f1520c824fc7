import { parametersOf } from '../model/triggers';
import { inCertification, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: ConsumesMissing. */
export const consumesMissing: Rule = {
  code: 'consumes-missing',
  summary: 'An operation sends a body or form data, but no `consumes` says of which media type.',
  severity: inCertification('hint'),
  definition: (definition, report) => {
    const isInherited = (definition.root.get('consumes')?.items.length ?? 0) > 0;
    for (const operation of definition.operations) {
      const own = operation.node.get('consumes');
      if (own ? own.items.length > 0 : isInherited) continue;
      const { parameters } = parametersOf(definition, operation);
      const content = parameters
        .map((parameter) => parameter.text('in'))
        .find((sentIn) => sentIn === 'body' || sentIn === 'formData');
      if (!content) continue;
      report(
        { key: operation.member },
        `Certification requires \`consumes\` for the ${content === 'body' ? 'body' : 'form data'} of this operation. Add it here, or at the top level for all.`,
        { subject: content },
      );
    }
  },
};

export const docs: RuleDocs = {
  why: "Microsoft's validator warns where an operation has a body or form data and neither it nor the definition has `consumes` (ConsumesMissing). Power Automate then sends JSON.",
  fix: 'The quick fixes add `consumes` to the operation, or to the definition for all operations.',
  incorrect: [
    {
      within: 'action',
      text: '"parameters": [{ "name": "item", "in": "body", "required": true, "schema": { "type": "object" } }]',
    },
  ],
  correct: [
    {
      within: 'action',
      text: `"consumes": ["application/json"],
"parameters": [{ "name": "item", "in": "body", "required": true, "schema": { "type": "object" } }]`,
    },
  ],
};
