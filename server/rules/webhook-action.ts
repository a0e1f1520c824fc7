import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const webhookAction: Rule = {
  code: 'webhook-action',
  summary: 'An operation takes a callback URL but is not a trigger.',
  severity: 'off',
  section: (section, definition, report) => {
    for (const { operation, kind } of triggersIn(definition, section)) {
      if (kind === 'webhookAction')
        report(
          { key: operation.member },
          say('This is a webhook action: the flow waits here until the service calls back.'),
        );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'Such an operation is a webhook action: the flow waits until the service calls back. Published connectors have such actions, so this finding is for information only.',
  fix: 'If it is meant to be an action, change nothing. If it is meant to be a trigger, add `x-ms-trigger`.',
  incorrect: [
    {
      within: 'paths',
      text: `"/approvals": {
  "x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } },
  "post": {
    "operationId": "AskForApproval",
    "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/NewHook" } }],
    "responses": { "201": { "description": "Created" } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/approvals": {
  "x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } },
  "post": {
    "operationId": "OnApproval",
    "x-ms-trigger": "single",
    "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/NewHook" } }],
    "responses": { "201": { "description": "Created" } }
  }
}`,
    },
  ],
};
