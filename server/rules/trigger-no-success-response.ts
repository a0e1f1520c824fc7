import { triggersIn } from '../model/triggers';
import { mark, say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Microsoft's validator: OperationShouldHaveSuccessfulResponse. */
export const triggerNoSuccessResponse: Rule = {
  code: 'trigger-no-success-response',
  summary: "A trigger doesn't document a success response.",
  severity: { custom: 'information', certification: 'warning' },
  section: (section, definition, report) => {
    for (const { operation, trigger, kind } of triggersIn(definition, section)) {
      const responses = operation.node.member('responses');
      if (!trigger || responses?.value?.kind !== 'object') continue;
      const statuses = responses.value.members.map(({ key }) => key).filter((key) => !key.startsWith('x-'));
      if (statuses.length === 0 || statuses.some((status) => /^[23]/.test(status))) continue;
      report({ key: responses }, kind === 'polling' ? ofPolling(statuses) : ofWebhook);
    }
  },
};

const ofWebhook = mark("This trigger doesn't document a success response. Add a 201 with a `Location` header.");

/** A poll creates nothing, and the designer reads a single `default` for dynamic content. */
function ofPolling(statuses: string[]): string {
  return statuses.includes('default')
    ? say('This polling trigger documents its response only as `default`, but certification requires a `200`.')
    : say(
        'This polling trigger documents no success response, so flow makers get no dynamic content from it. Add a `200`, which certification requires.',
      );
}

export const docs: RuleDocs = {
  topic: 'registration',
  why: "Certification requires a success response, but the trigger documents only `default` or errors. For a polling trigger, a lone `default` still gives flow makers their dynamic content; without it, they get none. Next to a 200 or a 201, the designer doesn't read `default`.",
  fix: 'For a webhook trigger, the quick fix adds a 201 with `Location`. For a polling trigger, it renames a `default` that has a schema to `200`, and otherwise adds a 200 with a schema to fill in.',
  incorrect: [{ within: 'webhook', text: '"responses": { "default": { "description": "Failed" } }' }],
  correct: [
    { within: 'webhook', text: '"responses": { "201": { "description": "Created" } }' },
    {
      within: 'polling',
      note: 'For a polling trigger, which creates nothing:',
      text: `"responses": {
  "200": {
    "description": "New orders",
    "schema": { "type": "array", "items": { "$ref": "#/definitions/Order" } }
  }
}`,
    },
  ],
};
