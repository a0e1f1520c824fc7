import type { Member } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { factsOf } from '../model/triggers';
import { say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: OperationHasManyResponsesWithSchema. */
export const manySuccessSchemas: Rule = {
  code: 'many-success-schemas',
  summary: 'Several success responses of an operation have a schema, but the designer uses only one.',
  severity: inCertification('information'),
  section: ({ facts }, definition, report) => {
    for (const operation of facts.operations) {
      const responses = operation.node.member('responses');
      if (responses?.value?.kind !== 'object') continue;
      const described = responses.value.members.filter((response) => isDescribed(definition, response));
      const successes = described.filter(isSuccess);
      if (successes.length > 1)
        report(
          { key: responses },
          say`The responses ${listed(successes)} have a schema, but the designer uses only one. Keep the one that flow makers need.`,
        );
      // One success response and errors with a schema are usual.
      else if (
        described.length > 1 &&
        responses.value.members.filter(isSuccess).length > 1 &&
        isWebhook(definition, operation)
      )
        report(
          { key: responses },
          say`The responses ${listed(described)} of this trigger have a schema, but flow makers get what the notification content describes. Keep one success response, and the schemas that you need.`,
        );
    }
  },
};

const isSuccess = ({ key }: Member): boolean => key.startsWith('2');

const isWebhook = (definition: Definition, operation: Operation): boolean =>
  factsOf(definition, operation).kind === 'webhook';

function listed(responses: Member[]): string {
  const statuses = responses.map(({ key }) => `\`${key}\``);
  return say`${statuses.slice(0, -1).join(', ')} and ${statuses.at(-1)}`;
}

/** True for a response with a schema; another rule rejects that of `default`. */
function isDescribed(definition: Definition, { key, value }: Member): boolean {
  return /^\d/.test(key) && definition.resolve(value)?.member('schema') !== undefined;
}

export const docs: RuleDocs = {
  topic: 'operation',
  source: { validator: ['OperationHasManyResponsesWithSchema'] },
  why: "The dynamic content of an operation comes from one response: 200, or 201 if there is no 200. Microsoft's validator reports that the other schemas are not used. This rule counts only success responses, since many published connectors describe their errors. For a webhook trigger that documents several success responses, error responses with a schema count, too.",
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
