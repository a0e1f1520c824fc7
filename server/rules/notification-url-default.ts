import type { Rule } from './rule';

export const notificationUrlDefault: Rule = {
  code: 'notification-url-default',
  severity: 'hint',
  keys: {
    'x-ms-notification-url': (_, { node, role }, report) => {
      const value = role === 'schema' ? node.member('default') : undefined;
      if (value) report({ member: value }, 'A default may replace the callback URL when the flow is saved: remove it.');
    },
  },
};
