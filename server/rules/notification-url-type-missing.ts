import { isContainer } from '../model/schemas';
import type { Rule } from './rule';

export const notificationUrlTypeMissing: Rule = {
  code: 'notification-url-type-missing',
  severity: 'warning',
  keys: {
    'x-ms-notification-url': (member, { node, role }, report) => {
      if (role !== 'schema' || node.member('type') || node.member('$ref') || isContainer(node)) return;
      report({ key: member }, 'This property has no `type`: give it `type: string`.');
    },
  },
};
