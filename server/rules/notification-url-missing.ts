import { parametersOf, triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const notificationUrlMissing: Rule = {
  code: 'notification-url-missing',
  severity: 'error',
  definition: (definition, report) => {
    for (const { operation, trigger, content, search } of triggerFacts(definition)) {
      if (!trigger || !content || operation.method === 'get' || search.callbacks.length > 0 || search.open) continue;
      // Marked in the wrong place: the rule for that says where it belongs.
      if (parametersOf(definition, operation).parameters.some((one) => one.member('x-ms-notification-url'))) continue;
      report(
        { member: trigger },
        'No property of the body has `x-ms-notification-url: true`: Power Automate has nowhere to put its callback URL.',
        { related: [{ at: { key: content }, message: 'The path describes notifications.' }] },
      );
    }
  },
};
