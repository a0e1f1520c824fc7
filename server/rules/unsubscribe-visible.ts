import { isObject } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { isInternal } from '../model/schemas';
import { triggerFacts } from '../model/triggers';
import { unsubscribeOf } from '../model/unsubscribe';
import { methods } from '../model/walk';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const unsubscribeVisible: Rule = {
  code: 'unsubscribe-visible',
  summary: 'The unsubscribe operation of a trigger is visible to flow makers.',
  severity: 'warning',
  otherLevels: { information: 'if flow makers also get other actions for the same webhooks' },
  definition: (definition, report) => {
    const reported = new Set<Operation>();
    for (const { operation: trigger, kind } of triggerFacts(definition)) {
      const judgment = kind === 'webhook' ? unsubscribeOf(definition, trigger) : undefined;
      if (judgment?.kind !== 'own') continue;
      const { operation } = judgment.unsubscribe;
      if (isInternal(operation.node) || reported.has(operation)) continue;
      reported.add(operation);
      const related = [{ at: { key: trigger.member }, message: say('The trigger.') }];
      if (isOneOfSeveral(definition, operation))
        report(
          { key: operation.member },
          say(
            'Flow makers see this delete operation as an action, next to others for the same webhooks. If it is there only for Power Automate, hide it with `x-ms-visibility: internal`.',
          ),
          { related, severity: 'information' },
        );
      else
        report(
          { key: operation.member },
          say('Flow makers will see this delete operation as an action. Hide it with `x-ms-visibility: internal`.'),
          { related },
        );
    }
  },
};

/** True when the paths of webhooks have other visible actions: then a connector offers to manage them. */
function isOneOfSeveral(definition: Definition, { path, pathItem }: Operation): boolean {
  const collection = definition.pathItem(path.replace(/\/\{[^/]*\}$/, ''));
  return [pathItem, collection].some((item) =>
    methods.some((method) => {
      const operation = method === 'delete' ? undefined : item?.get(method);
      return isObject(operation) && !operation.member('x-ms-trigger') && !isInternal(operation);
    }),
  );
}

export const docs: RuleDocs = {
  topic: 'registration',
  why: "Flow makers see the operation as an action, and may use it to delete the webhooks of running flows. The unsubscribe operation is the DELETE at, below or next to the trigger's path, or the only one elsewhere that looks like it. If its path also has visible actions that list, read or change webhooks, the connector may offer all of them on purpose.",
  fix: 'The quick fix makes the operation internal.',
  incorrect: [
    { within: 'unsubscribe', text: '"operationId": "DeleteHook"' },
    {
      within: 'paths',
      level: 'information',
      text: `"/hooks": {
  "x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } },
  "post": {
    "operationId": "OnPush",
    "x-ms-trigger": "single",
    "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/NewHook" } }],
    "responses": { "201": { "description": "Created" } }
  }
},
"/hooks/{id}": {
  "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string" }],
  "get": { "operationId": "GetHook", "responses": { "200": { "description": "OK" } } },
  "delete": { "operationId": "DeleteHook", "responses": { "204": { "description": "Deleted" } } }
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
