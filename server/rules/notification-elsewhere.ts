import type { Member, Node } from '../documents/tree';
import { type Definition, Listing } from '../model/definition';
import { hidesOperations } from '../model/hiddenOperations';
import type { Operation } from '../model/operation';
import { factsOf } from '../model/triggers';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, rejectedByCertification, valueAt } from './rule';

const key = 'x-ms-notification';

/**
 * Microsoft's validator: NotificationExtensionNotSupportedInWebhookOperation, NotificationExtensionSupportedForTriggerOnly,
 * NotificationOperationMustBeWebhook.
 */
export const notificationElsewhere: Rule = {
  code: 'notification-elsewhere',
  summary: '`x-ms-notification` is not on a polling trigger, or names an operation that is not a webhook.',
  severity: rejectedByCertification,
  definition: (definition, report) => {
    for (const { operation, notification } of definition.collect(notifications)) {
      const { kind } = factsOf(definition, operation);
      if (kind !== 'polling')
        report(
          { key: notification },
          kind === 'webhook'
            ? say`This trigger is a webhook itself, so it cannot have \`${key}\`. Remove it.`
            : say`\`${key}\` is for polling triggers: it names the operation that subscribes for them. Remove it here.`,
        );
      checkName(definition, notification.value, report);
    }
  },
};

const notifications = new Listing<{ operation: Operation; notification: Member }>(({ facts }) =>
  facts.operations.flatMap((operation) => {
    const notification = operation.node.member(key);
    return notification ? [{ operation, notification }] : [];
  }),
);

function checkName(definition: Definition, value: Node | undefined, report: Report): void {
  const name = value?.kind === 'object' ? value.member('operationId') : undefined;
  if (name?.value?.kind !== 'string' || hidesOperations(definition)) return;
  const id = String(name.value.value);
  const named = definition.operationsById(id);
  if (named.length === 0)
    report(valueAt(name), say`No operation has the operationId "${id}". Name the one that subscribes.`);
  else if (!named.some((operation) => factsOf(definition, operation).kind.startsWith('webhook')))
    report(
      valueAt(name),
      say`"${id}" takes no callback URL, so nothing is subscribed. Name an operation with \`x-ms-notification-url\`.`,
    );
}

export const docs: RuleDocs = {
  topic: 'trigger',
  source: {
    validator: [
      'NotificationExtensionNotSupportedInWebhookOperation',
      'NotificationExtensionSupportedForTriggerOnly',
      'NotificationOperationMustBeWebhook',
    ],
  },
  why: "`x-ms-notification` tells a polling trigger which operation subscribes to its notifications. Microsoft's validator rejects it on a webhook trigger and on an action, and if it names an operation that doesn't take a callback URL.",
  fix: 'Remove it, or name the operation that takes the callback URL.',
  incorrect: [{ within: 'webhook', text: '"x-ms-notification": { "operationId": "OnEvent" }' }],
  correct: [
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "OnNewItem",
    "summary": "When an item is created",
    "x-ms-trigger": "batch",
    "x-ms-notification": { "operationId": "Subscribe" },
    "responses": { "200": { "description": "OK", "schema": { "type": "array", "items": { "$ref": "#/definitions/Order" } } } }
  }
},
"/hooks": {
  "x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } },
  "post": {
    "operationId": "Subscribe",
    "x-ms-visibility": "internal",
    "parameters": [{ "name": "body", "in": "body", "required": true, "schema": { "$ref": "#/definitions/NewHook" } }],
    "responses": { "201": { "description": "Created" } }
  }
}`,
    },
  ],
};
