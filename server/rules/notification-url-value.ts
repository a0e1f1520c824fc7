import { type Rule, valueAt } from './rule';

export const notificationUrlValue: Rule = {
  code: 'notification-url-value',
  severity: 'error',
  places: {
    schema: (place, report) => {
      const member = place.node.member('x-ms-notification-url');
      if (member && member.value?.value !== true)
        report(valueAt(member), '`x-ms-notification-url` must be the boolean `true`.');
    },
  },
};
