import { inCertification, type Rule, type RuleDocs, valueAt } from './rule';

const message =
  'Certification rejects a schema of the `default` response. Describe what the service returns under its status code, such as `200`.';

/** Microsoft's validator: DefaultResponseHasSchema. */
export const defaultResponseSchema: Rule = {
  code: 'default-response-schema',
  summary: 'The `default` response of an operation has a schema.',
  severity: inCertification('error'),
  places: {
    response: ({ node, member, parent }, report) => {
      if (member?.key !== 'default' || parent?.role !== 'responses' || node.member('$ref')) return;
      const schema = node.member('schema');
      if (schema) report({ key: schema }, message);
    },
  },
  definition: (definition, report) => {
    for (const { role, place, member } of definition.references) {
      if (role !== 'response' || place.member?.key !== 'default') continue;
      const schema = definition.resolve(place.node)?.member('schema');
      if (schema)
        report(valueAt(member), message, { related: [{ at: { key: schema }, message: 'The schema is here.' }] });
    }
  },
};

export const docs: RuleDocs = {
  why: "Microsoft's validator rejects a schema of the `default` response, even an empty one: schemas belong to the responses that are expected (DefaultResponseHasSchema). Published connectors that have one were accepted before 2023.",
  fix: 'If it describes the success response, rename `default` to `200`. If it describes errors, remove the schema: flow makers see errors without it. The quick fix does what the other responses suggest.',
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
