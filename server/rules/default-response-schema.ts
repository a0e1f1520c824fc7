import type { Member } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { factsOf } from '../model/triggers';
import { say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs, valueAt } from './rule';

/** Microsoft's validator: DefaultResponseHasSchema. */
export const defaultResponseSchema: Rule = {
  code: 'default-response-schema',
  summary: 'The `default` response of an operation has a schema.',
  severity: inCertification('error'),
  section: ({ facts }, definition, report) => {
    for (const operation of facts.operations) {
      const responses = operation.node.get('responses');
      const response = responses?.get('default');
      const schema = definition.resolve(response)?.member('schema');
      if (!schema || !responses) continue;
      const reference = response?.member('$ref');
      const message = say`Certification rejects a schema of the \`default\` response. ${adviceFor(definition, operation, responses.members)}`;
      if (reference)
        report(valueAt(reference), message, {
          related: [{ at: { key: schema }, message: say('The schema is here.') }],
        });
      else report({ key: schema }, message);
    }
  },
};

function adviceFor(definition: Definition, operation: Operation, responses: Member[]): string {
  // Next to a success response, `default` describes errors.
  if (responses.some(({ key }) => key.startsWith('2')))
    return say('Describe an error under its own status code, such as `400`.');
  const isWebhook = factsOf(definition, operation).kind === 'webhook';
  return isWebhook
    ? say('Document the success response as `201`, with a `Location` header.')
    : say('Describe what the service returns under its status code, such as `200`.');
}

export const docs: RuleDocs = {
  topic: 'operation',
  source: { validator: ['DefaultResponseHasSchema'] },
  why: "Microsoft's validator rejects a schema in the `default` response, even an empty one: schemas belong in the responses that are expected. Published connectors that have one were accepted before 2023.",
  fix: 'If the response describes success, rename `default` to `200`. If it describes errors, remove the schema: flow makers see errors without it. The quick fix makes the choice that the other responses suggest.',
  incorrect: [
    {
      within: 'action',
      text: `"responses": {
  "200": { "description": "The item" },
  "default": { "description": "An error", "schema": { "type": "object" } }
}`,
    },
  ],
  correct: [
    {
      within: 'action',
      text: `"responses": {
  "200": { "description": "The item", "schema": { "type": "object" } },
  "default": { "description": "An error" }
}`,
    },
  ],
};
