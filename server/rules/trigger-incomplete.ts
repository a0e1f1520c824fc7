import { isPolled } from '../model/properties';
import { readsAsWebhook } from '../model/readsAsWebhook';
import { createsWebhooks, triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** LAUX (the open Logic Apps designer) polls with GET or POST, and never reads `x-ms-trigger-metadata`. */
export const triggerIncomplete: Rule = {
  code: 'trigger-incomplete',
  summary: 'A trigger is neither a webhook nor a polling trigger.',
  severity: 'error',
  otherLevels: { warning: 'for a POST that documents a created webhook, or has a property for the callback URL' },
  section: (section, definition, report) => {
    for (const facts of triggersIn(definition, section)) {
      const { operation, trigger, metadata, content, search } = facts;
      if (
        !trigger ||
        content ||
        metadata ||
        search.callbacks.length > 0 ||
        search.open ||
        !createsWebhooks(operation) ||
        isPolled(definition.properties, operation.operationId)
      )
        continue;
      const { method } = operation;
      if (method === 'post' && !readsAsWebhook(definition, facts)) continue;
      const missing = say(
        'A webhook needs `x-ms-notification-content` on the path and `x-ms-notification-url` in the body.',
      );
      if (method === 'post')
        report(
          { member: trigger },
          say`Power Automate polls this operation, although it looks like a webhook. ${missing}`,
          {
            severity: 'warning',
          },
        );
      else
        report(
          { member: trigger },
          say`This is neither a webhook nor a polling trigger: polling uses GET or POST, not ${method.toUpperCase()}. ${missing}`,
        );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'A webhook trigger needs `x-ms-notification-content` on the path and `x-ms-notification-url` in the body. If it has neither, Power Automate polls the operation, which works only with GET or POST. A POST that documents a 201 with a `Location` header, or whose body has a property for the callback URL, is probably meant to be a webhook.',
  fix: 'Decide which kind of trigger it should be, and add the missing parts. If a PUT or PATCH really should be polled, add `x-ms-trigger-metadata`, or a `pollingtrigger` policy in `apiProperties.json`.',
  incorrect: [
    {
      within: 'paths',
      text: `"/orders": {
  "put": { "operationId": "OnOrder", "x-ms-trigger": "single", "responses": { "200": { "description": "OK" } } }
}`,
    },
    {
      within: 'paths',
      level: 'warning',
      text: `"/hooks": {
  "post": {
    "operationId": "OnPush",
    "x-ms-trigger": "single",
    "parameters": [
      { "name": "body", "in": "body", "schema": { "type": "object", "properties": { "callbackUrl": { "type": "string" } } } }
    ],
    "responses": { "201": { "description": "Created" } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'paths',
      note: 'A search that is polled:',
      text: `"/orders/search": {
  "post": { "operationId": "OnOrder", "x-ms-trigger": "single", "responses": { "200": { "description": "OK" } } }
}`,
    },
  ],
};
