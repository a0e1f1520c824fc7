import type { Rule, RuleDocs } from './rule';

export const deliveryMismatch: Rule = {
  code: 'delivery-mismatch',
  summary: 'A delivery contradicts the notification schema on this line.',
  severity: 'warning',
  otherLevels: { error: 'for a fixture in the command-line check (`--deliveries`)' },
};

export const docs: RuleDocs = {
  topic: 'notification',
  why: [
    "The last delivery to a webhook of this trigger has a value that the schema doesn't allow: one of another type, `null`, or one that is outside an `enum` or a limit. Or the delivery lacks a required property. Flow makers rely on the schema: dynamic content of the wrong type fails when the flow runs, and so does a required property that is missing. If the schema is referenced, the finding is in the definition that the `$ref` points to.",
    'In the command-line check, a [fixture](../deliveries.md) that contradicts the schema is an error.',
  ],
  fix: 'The quick fixes change this line, or update the whole schema to match the delivery. If the service is wrong, fix the service: the finding disappears when a delivery arrives that matches.',
  incorrect: [{ within: 'delivered', text: '"commits": { "type": "string" }' }],
  correct: [
    {
      within: 'delivered',
      text: '"commits": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } }',
    },
  ],
};
