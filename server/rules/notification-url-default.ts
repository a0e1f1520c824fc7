import type { Rule } from './rule';

export const notificationUrlDefault: Rule = {
  code: 'notification-url-default',
  severity: 'hint',
  places: {
    schema: (place, report) => {
      const value = place.node.member('default');
      if (value && place.node.member('x-ms-notification-url'))
        report({ member: value }, 'A default may replace the callback URL when the flow is saved: remove it.');
    },
  },
};
