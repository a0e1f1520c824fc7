import { say } from '../texts/say';
import { type Rule, type RuleDocs, valueAt } from './rule';

export const notificationUrlValue: Rule = {
  code: 'notification-url-value',
  summary: '`x-ms-notification-url` is not the boolean `true`.',
  severity: 'error',
  keys: {
    'x-ms-notification-url': (member, { role }, report) => {
      if (role === 'schema' && member.value?.value !== true)
        report(valueAt(member), say('`x-ms-notification-url` must be the boolean `true`.'));
    },
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: 'Only the boolean `true` marks the callback property; `"true"` in quotes is a string.',
  fix: 'The quick fix writes `true`.',
  incorrect: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "x-ms-notification-url": "true", "x-ms-visibility": "internal" }',
    },
  ],
  correct: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
};
