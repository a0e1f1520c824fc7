import { createsWebhooks, type TriggerFacts, triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggersSharePath: Rule = {
  code: 'triggers-share-path',
  summary: 'Several triggers are on one path.',
  severity: 'warning',
  section: (section, definition, report) => {
    for (const fact of triggersIn(definition, section)) {
      if (!creates(fact) || !fact.content) continue;
      const here = triggersIn(definition, section);
      const others = here.filter((other) => other !== fact && creates(other));
      if (others.length === 0) continue;
      report(
        { key: fact.operation.member },
        say(
          'Several triggers share this path, so they share one `x-ms-notification-content`. Move each to its own path, and send both to one address with a `routerequesttoendpoint` policy if the service has only one.',
        ),
        {
          related: others.map((other) => ({ at: { key: other.operation.member }, message: say('Another trigger.') })),
        },
      );
    }
  },
};

/** True for a trigger whose method creates webhooks; other methods have their own rule. */
function creates({ trigger, operation }: TriggerFacts): boolean {
  return trigger !== undefined && createsWebhooks(operation);
}

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'They share the same `x-ms-notification-content`, and so the same dynamic content.',
  fix: [
    'Give each trigger its own path, such as `/hooks_push` and `/hooks_issue`. If the service has only one address, use a `routerequesttoendpoint` policy in `apiProperties.json` to send the calls of both there: `newPath` is `/hooks`, `httpMethod` is `@Request.OriginalHTTPMethod`, and the policy lists the operations.',
    "If only a property of the body tells the events apart, the property can be internal with a default, or can be set by a `setproperty` policy. A path like `/hooks?kind=push` doesn't help: import rejects paths with a query or a fragment.",
  ],
  incorrect: [
    {
      within: 'path',
      text: `"put": {
  "operationId": "OnIssue",
  "x-ms-trigger": "single",
  "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/NewHook" } }],
  "responses": { "201": { "description": "Created" } }
}`,
    },
  ],
  correct: [
    {
      within: 'path',
      text: '"get": { "operationId": "ListHooks", "x-ms-visibility": "internal", "responses": { "200": { "description": "OK" } } }',
    },
  ],
};
