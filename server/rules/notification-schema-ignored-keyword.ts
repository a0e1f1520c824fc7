import type { Node } from '../documents/tree';
import { enclosing } from '../model/walk';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, type Severity, valueAt } from './rule';

/** Another rule reports `oneOf` and `anyOf`, which Swagger 2.0 doesn't have. */
const ignored = ['allOf'];

export const notificationSchemaIgnoredKeyword: Rule = {
  code: 'notification-schema-ignored-keyword',
  summary: "A notification schema uses a keyword that the designer doesn't read.",
  severity: 'information',
  otherLevels: {
    warning: 'if the whole schema has no readable `type`, which hides its properties from flow makers',
  },
  places: {
    schema: (place, report) => {
      if (!enclosing(place, 'notificationContent')) return;
      const { node } = place;
      for (const key of ignored) {
        const member = node.member(key);
        if (member)
          report(
            { key: member },
            say`The designer doesn't read \`${key}\`, so flow makers get no dynamic content from it.`,
          );
      }
      const additional = node.member('additionalProperties');
      if (additional?.value?.kind === 'object') {
        report(
          { key: additional },
          say("The designer doesn't read `additionalProperties`, so flow makers get no dynamic content from it."),
        );
      }
      const isWhole = place.parent?.role === 'notificationContent' && place.member?.key === 'schema';
      checkType(node, report, isWhole ? 'warning' : 'information');
    },
  },
  section: ({ root }, definition, report) => {
    const written = root.role === 'pathItem' ? root.node.get('x-ms-notification-content')?.get('schema') : undefined;
    const schema = written?.member('$ref') ? definition.resolve(written) : undefined;
    if (schema?.kind === 'object') checkType(schema, report, 'warning');
  },
};

/** Reports properties that the designer doesn't read, since their object has no single type (Azure/LogicAppsUX, `schemaprocessor.ts`). */
function checkType(schema: Node, report: Report, severity: Severity): void {
  const type = schema.member('type');
  const properties = schema.member('properties');
  if (type?.value?.kind === 'array') {
    report(
      valueAt(type),
      say('A list of types gives flow makers no dynamic content. Name one type, and use `x-nullable` for null.'),
      { severity },
    );
  } else if (!type && properties && properties.value?.members.length !== 0) {
    report({ key: properties }, say("The designer doesn't read these properties without `type: object`."), {
      severity,
    });
  }
}

export const docs: RuleDocs = {
  topic: 'notification',
  why: 'With `allOf`, `additionalProperties`, a list of types or a missing `type`, flow makers get no dynamic content.',
  fix: 'Write out the properties that flow makers need, in an object with `type: object`.',
  incorrect: [
    { within: 'notificationSchema', text: '"allOf": [{ "$ref": "#/definitions/Push" }]' },
    {
      within: 'path',
      level: 'warning',
      text: '"x-ms-notification-content": { "schema": { "properties": { "id": { "type": "string" } } } }',
    },
  ],
  correct: [{ within: 'notificationSchema', text: '"properties": { "id": { "type": "string" } }' }],
};
