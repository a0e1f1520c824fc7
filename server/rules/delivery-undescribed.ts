import type { Rule, RuleDocs } from './rule';

export const deliveryUndescribed: Rule = {
  code: 'delivery-undescribed',
  summary: "A delivery has properties that the notification schema doesn't describe.",
  severity: 'hint',
};

export const docs: RuleDocs = {
  topic: 'notification',
  why: "Flow makers get dynamic content only for what the schema describes. A schema doesn't need to describe everything that the service sends, only what flows are likely to use.",
  fix: 'The quick fixes add one property, add all of them, or update the whole schema to match the delivery. Leave out what no flow needs. If that is most of the delivery, set this code to `off` in `flowWebhooks.rules`.',
  incorrect: [
    {
      within: 'delivered',
      note: 'A delivery also has `ref`, but the schema has only:',
      text: '"properties": { "compare": { "type": "string" } }',
    },
  ],
  correct: [
    {
      within: 'delivered',
      text: '"properties": { "compare": { "type": "string" }, "ref": { "type": "string", "title": "Ref" } }',
    },
  ],
};
