import { enclosing } from '../model/walk';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationUrlMisplaced: Rule = {
  code: 'notification-url-misplaced',
  summary: '`x-ms-notification-url` is not on a property of the request body.',
  severity: 'error',
  keys: {
    'x-ms-notification-url': (member, place, report) => {
      if (place.role !== 'schema') {
        const where =
          place.role === 'bodyParameter'
            ? say('a property in the schema of the body')
            : say('a body property of the operation that creates the webhook');
        report({ key: member }, say`\`x-ms-notification-url\` doesn't work here. Move it to ${where}.`);
      } else if (enclosing(place, 'response', 'notificationContent')) {
        report(
          { key: member },
          say(
            '`x-ms-notification-url` is on something that the service sends. Move it to a property of the request body.',
          ),
        );
      }
    },
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: 'The callback URL is part of the body of the request that creates the webhook. Anywhere else, import rejects `x-ms-notification-url`, or it has no effect.',
  fix: 'Move `x-ms-notification-url` to the property that takes the callback URL.',
  incorrect: [
    {
      within: 'webhook',
      text: `"parameters": [
  {
    "name": "body",
    "in": "body",
    "x-ms-notification-url": true,
    "schema": { "type": "object", "properties": { "url": { "type": "string" } } }
  }
]`,
    },
  ],
  correct: [
    {
      within: 'webhook',
      text: `"parameters": [
  {
    "name": "body",
    "in": "body",
    "schema": {
      "type": "object",
      "required": ["url"],
      "properties": { "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" } }
    }
  }
]`,
    },
  ],
};
