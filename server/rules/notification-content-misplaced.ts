import type { Rule } from './rule';

export const notificationContentMisplaced: Rule = {
  code: 'notification-content-misplaced',
  severity: 'error',
  places: {
    extended: (place, report) => {
      const member = place.node.member('x-ms-notification-content');
      if (!member || place.role === 'pathItem') return;
      report(
        { key: member },
        '`x-ms-notification-content` belongs on the path, beside the method: here it has no effect.',
      );
    },
  },
};
