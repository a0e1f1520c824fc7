import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationUrlDefault: Rule = {
  code: 'notification-url-default',
  summary: 'The callback property has a `default`.',
  severity: 'hint',
  keys: {
    'x-ms-notification-url': (_, { node, role }, report) => {
      const value = role === 'schema' ? node.member('default') : undefined;
      if (value)
        report({ member: value }, say('The default may replace the callback URL when the flow is saved. Remove it.'));
    },
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: 'The default may replace the callback URL when a flow is saved.',
  fix: 'The quick fix removes the default.',
  incorrect: [
    {
      within: 'bodyProperties',
      text: `"url": {
  "type": "string",
  "default": "https://example.com",
  "x-ms-notification-url": true,
  "x-ms-visibility": "internal"
}`,
    },
  ],
  correct: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
};
