import type { Member } from '../documents/tree';
import { methods } from '../model/walk';
import type { Rule, RuleDocs } from './rule';

const known = new Set(['description', 'schema', 'headers', '$ref']);
const methodNames = new Set<string>(methods);

export const notificationContentUnknownKey: Rule = {
  code: 'notification-content-unknown-key',
  summary: "`x-ms-notification-content` has a key that Power Automate doesn't read.",
  severity: 'information',
  otherLevels: { error: 'for an operation: it is lost, and with it its trigger' },
  places: {
    notificationContent: (place, report) => {
      for (const member of place.node.members) {
        if (known.has(member.key) || member.key.startsWith('x-')) continue;
        if (isOperation(member)) {
          report(
            { key: member },
            `An operation in \`x-ms-notification-content\` is not read, so it doesn't exist. Move \`${member.key}\` to the path, next to \`x-ms-notification-content\`.`,
            { severity: 'error', subject: 'operation' },
          );
          continue;
        }
        report(
          { key: member },
          'Power Automate reads only `description`, `schema` and `headers` here. Move this key into the schema, or remove it.',
        );
      }
    },
  },
};

/** True for a method with an operation, and for an operation under another name. */
function isOperation({ key, value }: Member): boolean {
  if (value?.kind !== 'object') return false;
  return methodNames.has(key.toLowerCase()) || value.member('x-ms-trigger') !== undefined;
}

export const docs: RuleDocs = {
  why: 'Power Automate reads only `description`, `schema` and `headers`. An operation that slipped in, as by a wrong indentation in YAML, is lost.',
  fix: 'Move the key into the schema, or remove it. Move an operation to the path, next to `x-ms-notification-content`.',
  incorrect: [
    {
      within: 'path',
      text: '"x-ms-notification-content": { "type": "object", "schema": { "$ref": "#/definitions/Push" } }',
    },
    {
      within: 'paths',
      level: 'error',
      text: `"/pushes": {
  "x-ms-notification-content": {
    "schema": { "$ref": "#/definitions/Push" },
    "post": { "operationId": "OnPushed", "x-ms-trigger": "single", "responses": { "201": { "description": "Created" } } }
  }
}`,
    },
  ],
  correct: [{ within: 'path', text: '"x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }' }],
};
