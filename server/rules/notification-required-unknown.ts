import { enclosing } from '../model/walk';
import type { Rule } from './rule';

export const notificationRequiredUnknown: Rule = {
  code: 'notification-required-unknown',
  severity: 'information',
  places: {
    schema: (place, report) => {
      if (!enclosing(place, 'notificationContent')) return;
      const properties = place.node.get('properties');
      const required = place.node.get('required');
      if (properties?.kind !== 'object' || required?.kind !== 'array' || place.node.member('allOf')) return;
      for (const item of required.items) {
        if (item.kind === 'string' && !properties.member(String(item.value))) {
          report({ node: item }, `"${item.value}" is required, but \`properties\` has no such name.`);
        }
      }
    },
  },
};
