import { type Rule, valueAt } from './rule';

export const notificationUrlValue: Rule = {
  code: 'notification-url-value',
  severity: 'error',
  keys: {
    'x-ms-notification-url': (member, { role }, report) => {
      if (role === 'schema' && member.value?.value !== true)
        report(valueAt(member), '`x-ms-notification-url` must be the boolean `true`.');
    },
  },
};
