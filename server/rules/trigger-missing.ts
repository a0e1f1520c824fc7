import type { Operation } from '../model/operation';
import { createsWebhooks, triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggerMissing: Rule = {
  code: 'trigger-missing',
  summary: 'An operation registers a webhook and looks like a trigger, but has no `x-ms-trigger`.',
  severity: 'warning',
  section: (section, definition, report) => {
    for (const { operation, content, kind } of triggersIn(definition, section)) {
      // A body on the path belongs to its DELETE, too, which creates nothing.
      if (kind !== 'webhookAction' || !content || !createsWebhooks(operation) || !readsAsTrigger(operation)) continue;
      report(
        { key: operation.member },
        say('This looks like a webhook trigger, but without `x-ms-trigger` Power Automate shows it as an action.'),
        { repair: { add: 'x-ms-trigger', value: 'single', to: operation.node } },
      );
    }
  },
};

/** Words in the texts of published triggers. No published action that waits for a call has them. */
const words = /\bwhen(?:ever)?\b|\btriggers?\b|\bsubscri(?:be|ption)|\bfires?\b|\bevents?\b|^on\s/i;
const names = /trigger|subscri|^(?:when|on)(?![a-z])/i;
const waiting = /\b(?:a?waits?|(?:await|paus|resum|continu)ing|prompts?|pauses?|resumes?|continues?)\b|\bask/i;

/** The extensions that go with `x-ms-trigger`: they say nothing of why it is missing. */
const companions = new Set(['x-ms-trigger-hint', 'x-ms-trigger-metadata', 'x-ms-trigger-value']);

function readsAsTrigger({ node, pathItem, operationId }: Operation): boolean {
  // Other rules report a mistyped or misplaced extension.
  if ([...node.members, ...pathItem.members].some(({ key }) => /trig/i.test(key) && !companions.has(key))) return false;
  const texts = [node.text('summary') ?? '', node.text('description') ?? ''];
  if (texts.some((text) => waiting.test(text))) return false;
  return texts.some((text) => words.test(text)) || names.test(operationId ?? '');
}

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'An operation with a callback URL but without `x-ms-trigger` is an action: the flow waits there until the service calls. Published connectors have such actions, and their texts say that they wait, ask, prompt or continue later. If the summary, the description or the `operationId` says when something happens, the extension was probably forgotten, and no flow can start with the operation.',
  fix: 'The quick fix adds `x-ms-trigger`. If it is meant to be an action, say in its summary or description that it waits.',
  incorrect: [
    {
      within: 'paths',
      text: `"/hooks": {
  "x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } },
  "post": {
    "operationId": "OnPush",
    "summary": "When code is pushed",
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
    "summary": "When code is pushed",
    "x-ms-trigger": "single",
    "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/NewHook" } }],
    "responses": { "201": { "description": "Created" } }
  }
}`,
    },
  ],
};
