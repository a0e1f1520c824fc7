import { enclosing } from '../model/walk';
import { type Rule, type RuleDocs, valueAt } from './rule';

/** Another rule reports `oneOf` and `anyOf`, which Swagger 2.0 doesn't have. */
const ignored = ['allOf'];

export const notificationSchemaIgnoredKeyword: Rule = {
  code: 'notification-schema-ignored-keyword',
  summary: "A notification schema uses a keyword that the designer doesn't read.",
  severity: 'information',
  places: {
    schema: (place, report) => {
      if (!enclosing(place, 'notificationContent')) return;
      const { node } = place;
      for (const key of ignored) {
        const member = node.member(key);
        if (member)
          report(
            { key: member },
            `The designer doesn't read \`${key}\`, so flow makers get no dynamic content from it.`,
          );
      }
      const additional = node.member('additionalProperties');
      if (additional?.value?.kind === 'object') {
        report(
          { key: additional },
          "The designer doesn't read `additionalProperties`, so flow makers get no dynamic content from it.",
        );
      }
      const type = node.member('type');
      if (type?.value?.kind === 'array') {
        report(
          valueAt(type),
          'A list of types gives flow makers no dynamic content. Name one type, and use `x-nullable` for null.',
        );
      } else if (!type && node.member('properties')) {
        report(
          { key: node.member('properties')! },
          "The designer doesn't read these properties without `type: object`.",
        );
      }
    },
  },
};

export const docs: RuleDocs = {
  why: '`allOf`, `additionalProperties`, a list of types and a missing `type` give flow makers no dynamic content.',
  fix: 'Write out the properties that flow makers need, in an object with `type: object`.',
  incorrect: [{ within: 'notificationSchema', text: '"allOf": [{ "$ref": "#/definitions/Push" }]' }],
  correct: [{ within: 'notificationSchema', text: '"properties": { "id": { "type": "string" } }' }],
};
