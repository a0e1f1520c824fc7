import { type Rule, valueAt } from './rule';

export const notificationUrlType: Rule = {
  code: 'notification-url-type',
  severity: 'error',
  keys: {
    'x-ms-notification-url': (_, { node, role }, report) => {
      const type = role === 'schema' ? node.member('type') : undefined;
      if (!type || type.value?.value === 'string') return;
      report(valueAt(type), 'A callback URL is a string: this property must have `type: string`.');
    },
  },
};
