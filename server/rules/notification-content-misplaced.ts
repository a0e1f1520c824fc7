import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationContentMisplaced: Rule = {
  code: 'notification-content-misplaced',
  summary: '`x-ms-notification-content` is not on a path.',
  severity: 'error',
  keys: {
    'x-ms-notification-content': (member, place, report) => {
      if (place.role === 'pathItem') return;
      report(
        { key: member },
        say('`x-ms-notification-content` has no effect here. Move it to the path, next to the method.'),
      );
    },
  },
};

export const docs: RuleDocs = {
  topic: 'notification',
  why: 'The designer reads `x-ms-notification-content` only on a path, and overwrites it on an operation.',
  fix: 'The quick fix moves it to the path, next to the method.',
  incorrect: [
    {
      within: 'webhook',
      text: '"x-ms-notification-content": { "schema": { "type": "object", "properties": { "id": { "type": "string" } } } }',
    },
  ],
  correct: [
    {
      within: 'path',
      text: '"x-ms-notification-content": { "schema": { "type": "object", "properties": { "id": { "type": "string" } } } }',
    },
  ],
};
