import type { Rule, RuleDocs } from './rule';

export const deliveryMismatch: Rule = {
  code: 'delivery-mismatch',
  summary: 'A delivery contradicts the notification schema on this line.',
  severity: 'warning',
  otherLevels: { error: 'for a fixture in the shell check (`--deliveries`)' },
};

export const docs: RuleDocs = {
  why: [
    "The last delivery to a webhook of this trigger has a value that the schema doesn't allow: another type, `null`, a value outside an `enum` or a bound, or nothing where a property is required. Flow makers rely on the schema. Dynamic content of the wrong type fails when the flow runs, and so does a required property that is absent. Where the schema is referenced, the finding is on the definition that the `$ref` points to.",
    'In the shell check, a [fixture](../deliveries.md) that contradicts the schema is an error.',
  ],
  fix: 'The quick fixes change this line, or update the whole schema to match the delivery. If the service is wrong, fix the service: the finding disappears with the next delivery that matches.',
  incorrect: [{ within: 'delivered', text: '"commits": { "type": "string" }' }],
  correct: [
    {
      within: 'delivered',
      text: '"commits": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } }',
    },
  ],
};
