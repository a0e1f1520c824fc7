import { triggerFacts } from '../model/triggers';
import { type Rule, valueAt } from './rule';

export const webhookBatch: Rule = {
  code: 'webhook-batch',
  severity: 'warning',
  definition: (definition, report) => {
    for (const { operation, trigger, kind } of triggerFacts(definition)) {
      // A GET is no webhook, whatever its path says.
      if (kind !== 'webhook' || operation.method === 'get' || trigger?.value?.value !== 'batch') continue;
      report(
        valueAt(trigger),
        'Webhook triggers are `single`: `batch` is for polling triggers, whose answer is an array.',
      );
    }
  },
};
