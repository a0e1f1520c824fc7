import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggerNo201: Rule = {
  code: 'trigger-no-201',
  summary: "The call that creates a webhook doesn't document a 201 response.",
  severity: 'off',
  section: (section, definition, report) => {
    for (const { operation, kind } of triggersIn(definition, section)) {
      const responses = operation.node.member('responses');
      if (kind !== 'webhook' || !responses || responses.value?.member('201')) continue;
      report(
        { key: responses },
        say('Power Automate expects 201 when it creates a webhook, but only other responses are documented here.'),
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'registration',
  why: 'Power Automate expects a 201, but half of the published connectors document a 200.',
  fix: 'Document the response that the service sends.',
  incorrect: [{ within: 'webhook', text: '"responses": { "200": { "description": "OK" } }' }],
  correct: [{ within: 'webhook', text: '"responses": { "201": { "description": "Created" } }' }],
};
