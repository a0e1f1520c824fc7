import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggerMethod: Rule = {
  code: 'trigger-method',
  summary: "A trigger has a method that a trigger can't have.",
  severity: 'error',
  section: (section, definition, report) => {
    for (const { operation, trigger, content, search } of triggersIn(definition, section)) {
      if (!trigger) continue;
      if (['delete', 'head', 'options'].includes(operation.method)) {
        report(
          { key: operation.member },
          say`A trigger cannot use ${operation.method.toUpperCase()}. Webhooks are created with POST, PUT or PATCH; polling uses GET or POST.`,
        );
      } else if (operation.method === 'get' && (content || search.callbacks.length > 0)) {
        report(
          { key: operation.member },
          say('A GET cannot create a webhook. Use POST, PUT or PATCH on a path with `x-ms-notification-content`.'),
          {
            related: content ? [{ at: { key: content }, message: say('The path describes deliveries here.') }] : [],
          },
        );
      }
    }
  },
};

export const docs: RuleDocs = {
  topic: 'registration',
  why: 'Webhooks are created with POST, PUT or PATCH; polling triggers use GET or POST.',
  fix: 'Use the method with which the service creates the webhook.',
  incorrect: [
    {
      within: 'paths',
      text: `"/items": {
  "delete": {
    "operationId": "OnDelete",
    "x-ms-trigger": "single",
    "responses": { "201": { "description": "Created" } }
  }
}`,
    },
  ],
  correct: [{ within: 'webhook', text: '"x-ms-trigger": "single"' }],
};
