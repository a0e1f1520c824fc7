import type { Rule, RuleDocs } from './rule';

export const deliveryFixture: Rule = {
  code: 'delivery-fixture',
  summary: 'A file below `--deliveries` cannot be used as a fixture of a delivery.',
  severity: 'error',
  otherLevels: { warning: 'for a trigger that no checked definition has' },
};

export const docs: RuleDocs = {
  why: "A file that isn't read isn't compared, so the check would pass for the wrong reason. Only the shell check reports this code, on the fixture itself.",
  fix: 'Write the file as described in [Deliveries as fixtures](../deliveries.md), or also check the definition that has the trigger.',
  incorrect: [{ within: 'delivery', text: '{ "operation": "webhook-trigger", "payload": {} }' }],
  correct: [
    {
      within: 'delivery',
      text: '{ "trigger": "webhook-trigger", "event": "push", "receivedAt": "2026-11-24T14:02:11.480Z", "headers": {}, "body": {} }',
    },
  ],
};
