import { Listing } from '../model/definition';
import { hidesOperations } from '../model/hiddenOperations';
import type { Operation } from '../model/operation';
import { triggerFacts } from '../model/triggers';
import { unsubscribeOf } from '../model/unsubscribe';
import { mark, say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

export const unsubscribeMissing: Rule = {
  code: 'unsubscribe-missing',
  summary: 'There are webhook triggers but no DELETE operation for them.',
  severity: 'warning',
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    const without: Operation[] = [];
    for (const { operation, kind } of triggerFacts(definition)) {
      if (kind !== 'webhook') continue;
      const judgment = unsubscribeOf(definition, operation);
      if (judgment.kind === 'other-method') {
        const { method, path, member } = judgment.unsubscribe.operation;
        report(
          { key: operation.member },
          say`Power Automate deletes webhooks with DELETE, so it never calls \`${method.toUpperCase()} ${path}\`. Add a DELETE operation, which a \`routerequesttoendpoint\` policy can route there.`,
          { related: [{ at: { key: member }, message: say('This seems to be the unsubscribe operation.') }] },
        );
      } else if (judgment.kind === 'none' && !judgment.unlikely) without.push(operation);
    }
    if (definition.collect(deletes).length > 0) for (const { member } of without) report({ key: member }, ofTrigger);
    else reportOnce(without, report);
  },
};

/** True for each section with a DELETE. */
const deletes = new Listing<true>(({ facts }) =>
  facts.operations.some(({ method }) => method === 'delete') ? [true] : [],
);

const ofTrigger = mark(
  'This trigger has no DELETE operation, so its webhooks stay when the flow is turned off or deleted. Add an unsubscribe operation.',
);

/** Reports triggers of a definition that has no DELETE at all: what is missing may be one operation for all of them. */
function reportOnce([first, ...others]: Operation[], report: Report): void {
  if (!first) return;
  const message =
    others.length === 0
      ? ofTrigger
      : say`This definition has no DELETE operation, so the webhooks of its ${others.length + 1} triggers stay when a flow is turned off or deleted. Add an unsubscribe operation.`;
  report({ key: first.member }, message, {
    related: others.map(({ member }) => ({ at: { key: member }, message: say('This trigger has none, either.') })),
  });
}

export const docs: RuleDocs = {
  topic: 'registration',
  why: [
    'When a flow is turned off, edited or deleted, its webhook would stay at the service and keep calling a URL that no longer exists.',
    'Power Automate always sends a DELETE, whatever the service documents. If the service unsubscribes with a POST, you need a DELETE operation and a policy that routes it to that POST.',
    "A DELETE operation counts for a trigger if it is at, below or next to the trigger's path. Elsewhere, it counts if it is named like a webhook, or if it is the only one that is described as internal. An operation that belongs to the path of another trigger doesn't count, since it would delete what that trigger registers.",
    'If the definition has no DELETE at all, this is reported once, at the first trigger.',
  ],
  fix: "The quick fix creates the operation from the trigger's path. The service must respond to the create call with a `Location` header that points to it.",
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
}`,
    },
  ],
  correct: [
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
"/hooks/{id}": {
  "delete": {
    "operationId": "DeleteHook",
    "x-ms-visibility": "internal",
    "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string" }],
    "responses": { "204": { "description": "Deleted" } }
  }
}`,
    },
  ],
};
