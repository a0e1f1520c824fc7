import { triggerFacts } from '../model/triggers';
import { type Rule, valueAt } from './rule';

export const webhookBatch: Rule = {
  code: 'webhook-batch',
  severity: 'warning',
  definition: (definition, report) => {
    for (const { trigger, kind } of triggerFacts(definition)) {
      if (kind !== 'webhook' || trigger?.value?.value !== 'batch') continue;
      report(
        valueAt(trigger),
        'Webhook triggers are `single`: `batch` is for polling triggers, whose answer is an array.',
      );
    }
  },
};
