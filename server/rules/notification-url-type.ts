import { type Rule, valueAt } from './rule';

export const notificationUrlType: Rule = {
  code: 'notification-url-type',
  severity: 'error',
  places: {
    schema: (place, report) => {
      const type = place.node.member('type');
      if (!type || !place.node.member('x-ms-notification-url') || type.value?.value === 'string') return;
      report(valueAt(type), 'A callback URL is a string: this property must have `type: string`.');
    },
  },
};
