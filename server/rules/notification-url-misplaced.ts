import { enclosing } from '../model/walk';
import type { Rule } from './rule';

export const notificationUrlMisplaced: Rule = {
  code: 'notification-url-misplaced',
  severity: 'error',
  keys: {
    'x-ms-notification-url': (member, place, report) => {
      if (place.role !== 'schema') {
        const where =
          place.role === 'bodyParameter'
            ? "a property of the body's schema, not on the parameter itself"
            : 'a property of the body of the operation that creates the webhook';
        report({ key: member }, `\`x-ms-notification-url\` belongs on ${where}.`);
      } else if (enclosing(place, 'response', 'notificationContent')) {
        report(
          { key: member },
          '`x-ms-notification-url` belongs on a property of the request body: here it is part of what the service sends.',
        );
      }
    },
  },
};
