import type { Rule } from './rule';

export const notificationContentMisplaced: Rule = {
  code: 'notification-content-misplaced',
  severity: 'error',
  keys: {
    'x-ms-notification-content': (member, place, report) => {
      if (place.role === 'pathItem') return;
      report(
        { key: member },
        '`x-ms-notification-content` belongs on the path, beside the method: here it has no effect.',
      );
    },
  },
};
