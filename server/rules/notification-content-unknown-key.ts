import type { Rule, RuleDocs } from './rule';

const known = new Set(['description', 'schema', 'headers', '$ref']);

export const notificationContentUnknownKey: Rule = {
  code: 'notification-content-unknown-key',
  summary: "`x-ms-notification-content` has a key that Power Automate doesn't read.",
  severity: 'information',
  places: {
    notificationContent: (place, report) => {
      for (const member of place.node.members) {
        if (known.has(member.key) || member.key.startsWith('x-')) continue;
        report(
          { key: member },
          'Power Automate reads only `description`, `schema` and `headers` here. Move this key into the schema, or remove it.',
        );
      }
    },
  },
};

export const docs: RuleDocs = {
  why: 'Power Automate reads only `description`, `schema` and `headers`.',
  fix: 'Move the key into the schema, or remove it.',
  incorrect: [
    {
      within: 'path',
      text: '"x-ms-notification-content": { "type": "object", "schema": { "$ref": "#/definitions/Push" } }',
    },
  ],
  correct: [{ within: 'path', text: '"x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }' }],
};
