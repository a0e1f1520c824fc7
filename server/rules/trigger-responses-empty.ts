import { triggersIn } from '../model/triggers';
import { mark } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggerResponsesEmpty: Rule = {
  code: 'trigger-responses-empty',
  summary: 'A trigger has `responses: {}`.',
  severity: 'warning',
  section: (section, definition, report) => {
    for (const { operation, trigger, kind } of triggersIn(definition, section)) {
      const responses = operation.node.member('responses');
      if (!trigger || responses?.value?.kind !== 'object' || responses.value.members.length > 0) continue;
      report({ key: responses }, kind === 'polling' ? ofPolling : ofWebhook);
    }
  },
};

const ofPolling = mark(
  'This polling trigger documents no response, so flow makers get no dynamic content from it. Add a `200`.',
);
const ofWebhook = mark(
  "This trigger doesn't document a response. Add a 201 with a `Location` header, which Power Automate expects when it creates the webhook.",
);

export const docs: RuleDocs = {
  topic: 'registration',
  why: 'Nothing says how the service responds to the create call. For a polling trigger, the response is also where dynamic content comes from, so flow makers get none.',
  fix: 'The quick fix adds a 201 with `Location` for a webhook trigger, and a 200 with a schema to fill in for a polling trigger.',
  incorrect: [{ within: 'webhook', text: '"responses": {}' }],
  correct: [
    {
      within: 'webhook',
      text: '"responses": { "201": { "description": "Created", "headers": { "Location": { "type": "string" } } } }',
    },
  ],
};
