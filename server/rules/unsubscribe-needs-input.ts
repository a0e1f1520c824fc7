import type { Node } from '../documents/tree';
import type { Operation } from '../model/operation';
import { bestUnsubscribe, isNearbyUnsubscribe, parametersOf, triggerFacts } from '../model/triggers';
import type { Rule, RuleDocs } from './rule';

export const unsubscribeNeedsInput: Rule = {
  code: 'unsubscribe-needs-input',
  summary: 'The unsubscribe operation of a trigger needs a body or a header that nothing fills in.',
  severity: 'information',
  definition: (definition, report) => {
    const reported = new Set<Operation>();
    for (const { operation: trigger, kind } of triggerFacts(definition)) {
      const best = kind === 'webhook' ? bestUnsubscribe(definition, trigger) : undefined;
      // Among several operations elsewhere, the right one is unknown.
      if (!best || !isNearbyUnsubscribe(best) || reported.has(best.operation)) continue;
      reported.add(best.operation);
      const needed = parametersOf(definition, best.operation).parameters.find(isNeeded);
      if (!needed) continue;
      const what = needed.text('in') === 'body' ? 'a body' : `the header ${needed.text('name')}`;
      report(
        { key: best.operation.member },
        `This unsubscribe operation requires ${what}, but Power Automate sends only a DELETE to the \`Location\` with the connection's credentials. Add a default.`,
        { related: [{ at: { key: trigger.member }, message: 'The trigger.' }] },
      );
    }
  },
};

/** True when nothing fills the parameter in on delete. Path and query come from `Location`. */
function isNeeded(parameter: Node): boolean {
  const place = parameter.text('in');
  if (place !== 'body' && place !== 'header') return false;
  if (place === 'header' && /^(authorization|content-type|accept)$/i.test(parameter.text('name') ?? '')) return false;
  return parameter.get('required')?.value === true && !parameter.member('default') && !hasDefaults(parameter);
}

/** True when every required property of a body has a default, which is then sent. */
function hasDefaults(parameter: Node): boolean {
  const schema = parameter.get('schema');
  if (schema?.kind !== 'object') return false;
  if (schema.member('default')) return true;
  const required = schema.get('required')?.items ?? [];
  return (
    required.length > 0 &&
    required.every((name) => schema.get('properties')?.get(String(name.value))?.member('default'))
  );
}

export const docs: RuleDocs = {
  why: 'When a flow is turned off, edited or deleted, Power Automate sends a DELETE to the `Location` of the create response, with the credentials of the connection. Nobody is asked anything at that point, so a body, or a required header without a default, is missing, and a service that requires it rejects the call. The webhook stays and keeps calling a flow that no longer exists.',
  fix: 'Give the header a default, set it with a policy, or make it optional at the service. There is no quick fix, because only you know the value.',
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
