import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationContentMissing: Rule = {
  code: 'notification-content-missing',
  summary: 'An operation takes a callback URL, but its path has no `x-ms-notification-content`.',
  severity: 'error',
  section: (section, definition, report) => {
    for (const { operation, content, search } of triggersIn(definition, section)) {
      const callback = search.callbacks[0];
      // Another rule reports content on the operation as misplaced.
      if (content || !callback || operation.node.member('x-ms-notification-content')) continue;
      report(
        { key: operation.member },
        say(
          'Nothing describes the deliveries of this webhook, so flow makers get no dynamic content. Add `x-ms-notification-content` to the path.',
        ),
        { related: [{ at: { member: callback.member }, message: say('The callback URL goes here.') }] },
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'notification',
  why: "Power Automate doesn't recognize a webhook here: nothing describes the deliveries, so flow makers get no dynamic content.",
  fix: 'Add `x-ms-notification-content` to the path, next to the method. The quick fix inserts a template.',
  incorrect: [
    {
      within: 'paths',
      text: `"/hooks": {
  "post": {
    "operationId": "OnPush",
    "x-ms-trigger": "single",
    "parameters": [
      {
        "name": "body",
        "in": "body",
        "schema": {
          "type": "object",
          "required": ["url"],
          "properties": { "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" } }
        }
      }
    ],
    "responses": { "201": { "description": "Created" } }
  }
}`,
    },
  ],
  correct: [{ within: 'path', text: '"x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }' }],
};
