import type { Rule } from './rule';

const known = new Set(['description', 'schema', 'headers', '$ref']);

export const notificationContentUnknownKey: Rule = {
  code: 'notification-content-unknown-key',
  severity: 'information',
  places: {
    notificationContent: (place, report) => {
      for (const member of place.node.members) {
        if (known.has(member.key) || member.key.startsWith('x-')) continue;
        report({ key: member }, 'Power Automate reads `description`, `schema` and `headers` here, nothing else.');
      }
    },
  },
};
