import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { readsAsWebhook } from '../model/readsAsWebhook';
import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: SchemaDefinitionSetIncorrectly. Webhooks describe their output on the path. */
export const outputSchemaMissing: Rule = {
  code: 'output-schema-missing',
  summary: 'The success response of a polling trigger has no schema.',
  severity: { custom: 'information', certification: 'warning' },
  section: (section, definition, report) => {
    for (const facts of triggersIn(definition, section)) {
      const { operation, kind } = facts;
      const responses = operation.node.get('responses');
      // Other rules report a trigger with another method, and one that is meant as a webhook.
      const polls = kind === 'polling' && (operation.method === 'get' || operation.method === 'post');
      if (!polls || responses?.kind !== 'object' || readsAsWebhook(definition, facts)) continue;
      const isDescribed = (status: string) => hasSchema(definition, responses.get(status));
      const successes = responses.members.filter(({ key }) => key.startsWith('2'));
      // Another rule reports that there is no success response.
      if (successes.length === 0 || isDescribed('200') || isDescribed('201')) continue;
      const at = { key: successes[0]! };
      if (designerReads(responses).some(isDescribed))
        report(
          at,
          say('Certification requires the schema of what this trigger returns under `200` or `201`. Move it there.'),
          {
            severity: inCertification('warning'),
          },
        );
      else
        report(
          at,
          say(
            'This response has no `schema`, so flow makers get no dynamic content from the trigger. Add one under `200`.',
          ),
        );
    }
  },
};

function hasSchema(definition: Definition, response: Node | undefined): boolean {
  return definition.resolve(response)?.member('schema') !== undefined;
}

/** The statuses that the designer reads besides 200 and 201 (Azure/LogicAppsUX, outputprocessor.ts, `_getResponse`). */
function designerReads({ members }: Node): string[] {
  const statuses = members.map(({ key }) => key).filter((key) => !key.startsWith('x-'));
  if (statuses.length === 1) return statuses;
  return statuses.includes('200') || statuses.includes('201') ? [] : ['default'];
}

export const docs: RuleDocs = {
  topic: 'trigger',
  source: { validator: ['SchemaDefinitionSetIncorrectly'] },
  why: "Flow makers choose dynamic content from the schema of the response. Microsoft's validator expects it under `200` or `201`. For a webhook trigger, the schema belongs in `x-ms-notification-content`.",
  fix: 'Describe what the service returns for new items. The quick fix adds a schema to fill in.',
  incorrect: [{ within: 'polling', text: '"responses": { "200": { "description": "New items" } }' }],
  correct: [
    {
      within: 'polling',
      text: `"responses": {
  "200": {
    "description": "New orders",
    "schema": { "type": "array", "items": { "$ref": "#/definitions/Order" } }
  }
}`,
    },
  ],
};
