import { enclosing } from '../model/walk';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationRequiredUnknown: Rule = {
  code: 'notification-required-unknown',
  summary: "`required` in a notification schema lists a property that the schema doesn't have.",
  severity: 'information',
  places: {
    schema: (place, report) => {
      if (!enclosing(place, 'notificationContent')) return;
      const properties = place.node.get('properties');
      const required = place.node.get('required');
      if (properties?.kind !== 'object' || required?.kind !== 'array' || place.node.member('allOf')) return;
      for (const item of required.items) {
        if (item.kind === 'string' && !properties.member(String(item.value))) {
          report({ node: item }, say`"${item.value}" is required, but \`properties\` doesn't have it.`);
        }
      }
    },
  },
};

export const docs: RuleDocs = {
  topic: 'notification',
  why: "A delivery without that property doesn't match the schema, and the reason is hard to see.",
  fix: 'Correct the name, or remove it from `required`.',
  incorrect: [
    {
      within: 'notificationSchema',
      text: `"required": ["Id"],
"properties": { "id": { "type": "string" } }`,
    },
  ],
  correct: [
    {
      within: 'notificationSchema',
      text: `"required": ["id"],
"properties": { "id": { "type": "string" } }`,
    },
  ],
};
