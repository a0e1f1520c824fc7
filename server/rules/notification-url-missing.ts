import { parametersOf, triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationUrlMissing: Rule = {
  code: 'notification-url-missing',
  summary: 'A trigger on a path with `x-ms-notification-content` has no property with `x-ms-notification-url`.',
  severity: 'error',
  section: (section, definition, report) => {
    for (const { operation, trigger, content, search } of triggersIn(definition, section)) {
      if (!trigger || !content || operation.method === 'get' || search.callbacks.length > 0 || search.open) continue;
      // A mark on the parameter itself has its own rule.
      if (parametersOf(definition, operation).parameters.some((one) => one.member('x-ms-notification-url'))) continue;
      report(
        { member: trigger },
        say(
          'Power Automate has nowhere to put its callback URL, so the service never calls. Mark a body property with `x-ms-notification-url: true`.',
        ),
        { related: [{ at: { key: content }, message: say('The path describes deliveries here.') }] },
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: 'Power Automate has nowhere to put the callback URL, so the service never calls the flow.',
  fix: "Add `x-ms-notification-url` to the body property that takes the callback URL. Bodies with a dynamic schema aren't checked.",
  incorrect: [{ within: 'bodyProperties', text: '"url": { "type": "string" }' }],
  correct: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
};
