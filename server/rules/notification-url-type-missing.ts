import type { Rule } from './rule';

export const notificationUrlTypeMissing: Rule = {
  code: 'notification-url-type-missing',
  severity: 'warning',
  places: {
    schema: (place, report) => {
      const member = place.node.member('x-ms-notification-url');
      if (!member || place.node.member('type') || place.node.member('$ref')) return;
      report({ key: member }, 'This property has no `type`: give it `type: string`.');
    },
  },
};
