import type { Rule, RuleDocs } from './rule';

export const deliveryUndescribed: Rule = {
  code: 'delivery-undescribed',
  summary: "A delivery has properties that the notification schema doesn't describe.",
  severity: 'hint',
};

export const docs: RuleDocs = {
  why: 'Flow makers get dynamic content only for what the schema describes. A schema need not describe everything that the service sends, only what a flow is likely to use.',
  fix: 'The quick fixes add one property, add all of them, or update the whole schema to match the delivery. Leave out what no flow needs; if that is most of it, set the code to `off` in `flowWebhooks.rules`.',
  incorrect: [
    {
      within: 'delivered',
      note: 'A delivery also has `ref`, and the schema says:',
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
