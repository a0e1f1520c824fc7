import type { Member } from '../documents/tree';
import { type Hidden, isContainer } from '../model/schemas';
import { distinctCallbacks } from '../model/triggers';
import type { Rule } from './rule';

const reasons: Record<Hidden, string> = {
  array: 'inside an array or a map',
  combined: 'in a part of `allOf`, `oneOf` or `anyOf`, which the designer does not read',
  'read-only': 'in a read-only property, which is left out of requests',
  'beside-reference': 'beside a `$ref`, where keys are discarded',
  internal: 'in an object that is internal as a whole, which is not opened: make the callback alone internal',
  untyped: 'in an object without `type: object`, which is not opened',
  body: 'on the schema of the body itself, not on one of its properties',
};

export const notificationUrlUnreachable: Rule = {
  code: 'notification-url-unreachable',
  severity: 'warning',
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const { member, node, hidden } of distinctCallbacks(definition)) {
      // On an object around the URL the mark itself is wrong, wherever that is.
      if (!hidden || reported.has(member) || isContainer(node)) continue;
      reported.add(member);
      const readOnly = hidden === 'read-only' ? node.member('readOnly') : undefined;
      report({ key: readOnly ?? member }, `The designer does not find this callback: it stands ${reasons[hidden]}.`, {
        // Microsoft's validator accepts a callback that is internal by what it stands in.
        ...(hidden === 'internal' && { severity: 'information' }),
      });
    }
  },
};
