import type { Rule, RuleDocs } from './rule';

export const deliveryFixture: Rule = {
  code: 'delivery-fixture',
  summary: "A file in the `--deliveries` directory can't be used as a delivery fixture.",
  severity: 'error',
  otherLevels: { warning: 'for a fixture of a trigger that none of the checked definitions has' },
};

export const docs: RuleDocs = {
  topic: 'notification',
  silencedBy: 'nothing',
  why: "A file that can't be read isn't compared, so the check would pass for the wrong reason. The finding is shown in the fixture itself.",
  fix: 'Write the file as described in [Deliveries as fixtures](../deliveries.md), or also pass the definition that has the trigger to the check.',
  incorrect: [{ within: 'delivery', text: '{ "operation": "webhook-trigger", "payload": {} }' }],
  correct: [
    {
      within: 'delivery',
      text: '{ "trigger": "webhook-trigger", "event": "push", "receivedAt": "2026-11-24T14:02:11.480Z", "headers": {}, "body": {} }',
    },
  ],
};
