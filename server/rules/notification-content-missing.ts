import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const notificationContentMissing: Rule = {
  code: 'notification-content-missing',
  severity: 'error',
  definition: (definition, report) => {
    for (const { operation, content, search } of triggerFacts(definition)) {
      const callback = search.callbacks[0];
      // Content on the operation is misplaced, and told of as that.
      if (content || !callback || operation.node.member('x-ms-notification-content')) continue;
      report(
        { key: operation.member },
        'This operation takes a callback URL, but its path has no `x-ms-notification-content`: nothing says what will arrive.',
        { related: [{ at: { member: callback.member }, message: 'The callback URL goes here.' }] },
      );
    }
  },
};
