import type { Member } from '../documents/tree';
import type { Definition } from '../model/definition';
import { inCertification, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: OperationHasManyResponsesWithSchema. */
export const manySuccessSchemas: Rule = {
  code: 'many-success-schemas',
  summary: 'Several success responses of an operation have a schema, but the designer uses only one.',
  severity: inCertification('information'),
  definition: (definition, report) => {
    for (const { node } of definition.operations) {
      const responses = node.member('responses');
      if (responses?.value?.kind !== 'object') continue;
      const described = responses.value.members.filter((response) => isDescribed(definition, response));
      if (described.length < 2) continue;
      const statuses = described.map(({ key }) => `\`${key}\``);
      report(
        { key: responses },
        `The responses ${statuses.slice(0, -1).join(', ')} and ${statuses.at(-1)} have a schema, but the designer uses only one. Keep the one that flow makers need.`,
      );
    }
  },
};

/** True for a success response with a schema. Errors may be described, and the designer reads none of them. */
function isDescribed(definition: Definition, { key, value }: Member): boolean {
  return /^2/.test(key) && definition.resolve(value)?.member('schema') !== undefined;
}

export const docs: RuleDocs = {
  why: "The dynamic content of an operation comes from one response: 200, otherwise 201. Microsoft's validator reports that the other schemas are not used (OperationHasManyResponsesWithSchema). Only success responses are counted: many published connectors describe their errors.",
  fix: 'Keep the schema of the response that flow makers need, and remove the others.',
  incorrect: [
    {
      within: 'action',
      text: `"responses": {
  "200": { "description": "Changed", "schema": { "$ref": "#/definitions/Order" } },
  "201": { "description": "Created", "schema": { "$ref": "#/definitions/Order" } }
}`,
    },
  ],
  correct: [
    {
      within: 'action',
      text: `"responses": {
  "200": { "description": "Changed", "schema": { "$ref": "#/definitions/Order" } },
  "201": { "description": "Created" }
}`,
    },
  ],
};
