import type { Member } from '../documents/tree';
import type { Hidden } from '../model/schemas';
import { distinctCallbacks } from '../model/triggers';
import type { Rule } from './rule';

const reasons: Record<Hidden, string> = {
  array: 'inside an array or a map',
  allOf: 'in a part of `allOf`, which the designer does not read',
  'read-only': 'in a read-only property, which is left out of requests',
  'beside-reference': 'beside a `$ref`, where keys are discarded',
};

export const notificationUrlUnreachable: Rule = {
  code: 'notification-url-unreachable',
  severity: 'warning',
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const { member, hidden } of distinctCallbacks(definition)) {
      if (!hidden || reported.has(member)) continue;
      reported.add(member);
      report({ key: member }, `The designer does not find this callback: it stands ${reasons[hidden]}.`);
    }
  },
};
