import { hidesOperations } from '../model/hiddenOperations';
import { triggerFacts } from '../model/triggers';
import { unsubscribeOf } from '../model/unsubscribe';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const unsubscribeUnlikely: Rule = {
  code: 'unsubscribe-unlikely',
  summary: 'There are DELETE operations, but none of them looks like the unsubscribe operation of a webhook.',
  severity: 'information',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { operation, kind } of triggerFacts(definition)) {
      if (kind !== 'webhook') continue;
      const judgment = unsubscribeOf(definition, operation);
      if (judgment.kind !== 'none' || !judgment.unlikely) continue;
      report(
        { key: operation.member },
        say(
          'No DELETE operation looks like the unsubscribe operation of this trigger, so its webhooks may stay when the flow is deleted.',
        ),
      );
      return;
    }
  },
};

export const docs: RuleDocs = {
  topic: 'registration',
  why: 'Without an unsubscribe operation, webhooks stay at the service after a flow is turned off, edited or deleted. See [unsubscribe-missing](unsubscribe-missing.md).',
  fix: 'Add the operation. If it exists and just has an unusual name, ignore the finding.',
  incorrect: [
    {
      within: 'paths',
      text: `"/hooks": {
  "x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } },
  "post": {
    "operationId": "OnPush",
    "x-ms-trigger": "single",
    "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/NewHook" } }],
    "responses": { "201": { "description": "Created" } }
  }
},
"/invoices/{id}": {
  "delete": {
    "operationId": "DeleteInvoice",
    "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string" }],
    "responses": { "204": { "description": "Deleted" } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'unsubscribe',
      text: `"operationId": "DeleteHook",
"x-ms-visibility": "internal"`,
    },
  ],
};
