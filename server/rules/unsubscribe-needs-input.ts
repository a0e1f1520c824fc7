import type { Operation } from '../model/operation';
import { triggerFacts } from '../model/triggers';
import { unfilledInputs, unsubscribeOf } from '../model/unsubscribe';
import type { Unfilled } from '../protocol/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Microsoft Learn, create-webhook-trigger: a DELETE to the stored `Location`, with the connection and nothing else. */
export const unsubscribeNeedsInput: Rule = {
  code: 'unsubscribe-needs-input',
  summary: 'The unsubscribe operation of a trigger needs a body or a header that nothing fills in.',
  severity: 'information',
  definition: (definition, report) => {
    const reported = new Set<Operation>();
    for (const { operation: trigger, kind } of triggerFacts(definition)) {
      const judgment = kind === 'webhook' ? unsubscribeOf(definition, trigger) : undefined;
      if (judgment?.kind !== 'own') continue;
      const { operation } = judgment.unsubscribe;
      if (reported.has(operation)) continue;
      reported.add(operation);
      const [needed] = unfilledInputs(definition, operation);
      if (!needed) continue;
      report(
        { key: operation.member },
        say`This unsubscribe operation requires ${nameOf(needed)}, but Power Automate sends only a DELETE to the \`Location\` with the connection's credentials. Make it optional if it differs from flow to flow. A policy can set it only if the connection knows the value.`,
        { related: [{ at: { key: trigger.member }, message: say('The trigger.') }] },
      );
    }
  },
};

function nameOf({ in: sentIn, name }: Unfilled): string {
  return sentIn === 'header'
    ? say`the header \`${name}\``
    : sentIn === 'body'
      ? say('a body')
      : say`the form field \`${name}\``;
}

export const docs: RuleDocs = {
  topic: 'registration',
  why: [
    'When a flow is turned off, edited or deleted, Power Automate sends a DELETE to the `Location` of the create response, with the credentials of the connection. Nobody is asked for anything at that point, so a required body or header is missing, and a service that requires it rejects the call. The webhook then stays and keeps calling a flow that no longer exists.',
    "A header or a property isn't reported if it has a default, or if a `setheader` or `setproperty` policy sets it.",
  ],
  fix: 'If the value differs from flow to flow, make the input optional, both in the service and in the definition. If the connection has the value, or if it is always the same, a policy can set it. There is no quick fix, because only you know the value.',
  incorrect: [
    {
      within: 'unsubscribe',
      text: `"parameters": [
  { "name": "id", "in": "path", "required": true, "type": "string" },
  { "name": "X-Tenant", "in": "header", "required": true, "type": "string" }
]`,
    },
  ],
  correct: [
    {
      within: 'unsubscribe',
      text: `"parameters": [
  { "name": "id", "in": "path", "required": true, "type": "string" },
  {
    "name": "X-Tenant",
    "in": "header",
    "required": true,
    "type": "string",
    "default": "main",
    "x-ms-visibility": "internal"
  }
]`,
    },
  ],
};
