import { isInternal } from '../model/schemas';
import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationContentSibling: Rule = {
  code: 'notification-content-sibling',
  summary: 'A visible operation without a callback URL is on the path of a webhook.',
  severity: 'warning',
  section: (section, definition, report) => {
    for (const { operation, trigger, content, search } of triggersIn(definition, section)) {
      if (!content || trigger || search.callbacks.length > 0 || search.open) continue;
      // A DELETE on the path is its unsubscribe operation, whose visibility has its own rule.
      if (operation.method === 'delete' || isInternal(operation.node)) continue;
      const here = triggersIn(definition, section);
      if (here.every((fact) => fact.search.callbacks.length === 0)) continue;
      report(
        { key: operation.member },
        say(
          'The designer treats every visible operation on this path as a webhook. Make this one internal, or move it to another path.',
        ),
        { related: [{ at: { key: content }, message: say('The path describes deliveries here.') }] },
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'notification',
  why: 'The designer treats every visible operation on such a path as a webhook, so its response gives no dynamic content.',
  fix: 'Make the operation internal, or move it to another path.',
  incorrect: [
    { within: 'path', text: '"get": { "operationId": "ListHooks", "responses": { "200": { "description": "OK" } } }' },
  ],
  correct: [
    {
      within: 'path',
      text: '"get": { "operationId": "ListHooks", "x-ms-visibility": "internal", "responses": { "200": { "description": "OK" } } }',
    },
  ],
};
