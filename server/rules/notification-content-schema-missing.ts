import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { isInternal, isOpen } from '../model/schemas';
import { say } from '../texts/say';
import { isOrphan } from './notification-content-orphan';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';

export const notificationContentSchemaMissing: Rule = {
  code: 'notification-content-schema-missing',
  summary: '`x-ms-notification-content` has no usable schema: the schema is missing, empty or internal.',
  severity: 'warning',
  otherLevels: { information: 'for an object without `properties`, which flow makers still get as a whole' },
  places: {
    notificationContent: (place, reportAlways) => {
      if (place.node.member('$ref')) return;
      // Another rule reports content that no trigger has.
      const pathItem = place.parent?.node;
      const when = (definition: Definition): boolean => !pathItem || !isOrphan(definition, pathItem);
      const report: Report = (at, message, details) => reportAlways(at, message, { ...details, when });
      const schema = place.node.member('schema');
      if (!schema && place.member) {
        report(
          { key: place.member },
          say('There is no `schema`, so flow makers get only the body as a whole. Describe the properties they need.'),
        );
      } else if (schema?.value?.kind === 'object' && schema.value.members.length === 0) {
        report(
          { key: schema },
          say('The `schema` is empty, so flow makers get only the body as a whole. Describe the properties they need.'),
        );
      } else if (schema?.value && isInternal(schema.value)) {
        const visibility = schema.value.member('x-ms-visibility')!;
        report(
          valueAt(visibility),
          say('The whole `schema` is internal, so flow makers get no dynamic content from it. Make it visible.'),
        );
      } else if (schema?.value && isBare(schema.value)) {
        report(
          { key: schema },
          say(
            'The `schema` has no `properties`, so flow makers get only the body as a whole. Describe the properties they need.',
          ),
          {
            severity: 'information',
          },
        );
      }
    },
  },
  section: ({ root }, definition, report) => {
    const content = root.role === 'pathItem' ? root.node.member('x-ms-notification-content') : undefined;
    if (content?.value?.kind !== 'object' || !content.value.member('$ref')) return;
    if (isOrphan(definition, root.node)) return;
    // Unresolved references have their own rule.
    const found = definition.resolve(content.value);
    if (found?.kind !== 'object' || found.member('schema')) return;
    report(
      { key: content },
      say('The target of this reference has no `schema`. Move the reference into a `schema` here.'),
    );
  },
};

/** True for an object without properties, unless its schema is dynamic or combined. */
function isBare(schema: Node): boolean {
  if (schema.text('type') !== 'object' || isOpen(schema)) return false;
  const properties = schema.get('properties');
  return !properties || (properties.kind === 'object' && properties.members.length === 0);
}

export const docs: RuleDocs = {
  topic: 'notification',
  source: { code: 'Azure/LogicAppsUX, parser of the designer' },
  why: "If no properties are described, the designer offers the body of a delivery only as a whole. If there is no trigger for the content, this isn't reported: see [notification-content-orphan](notification-content-orphan.md).",
  fix: "Describe the properties that flow makers use. The schema doesn't need to cover everything that arrives.",
  incorrect: [
    { within: 'path', text: '"x-ms-notification-content": { "description": "A push" }' },
    { within: 'path', level: 'information', text: '"x-ms-notification-content": { "schema": { "type": "object" } }' },
  ],
  correct: [
    {
      within: 'path',
      text: '"x-ms-notification-content": { "schema": { "type": "object", "properties": { "id": { "type": "string" } } } }',
    },
  ],
};
