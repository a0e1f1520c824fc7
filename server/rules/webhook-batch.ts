import { triggerFacts } from '../model/triggers';
import { type Rule, type RuleDocs, valueAt } from './rule';

export const webhookBatch: Rule = {
  code: 'webhook-batch',
  summary: 'A webhook trigger is `batch`.',
  severity: 'warning',
  definition: (definition, report) => {
    for (const { operation, trigger, kind } of triggerFacts(definition)) {
      // A GET never creates a webhook.
      if (kind !== 'webhook' || operation.method === 'get' || trigger?.value?.value !== 'batch') continue;
      report(
        valueAt(trigger),
        'A webhook trigger must be `single`. `batch` is for polling triggers, whose response is an array.',
      );
    }
  },
};

export const docs: RuleDocs = {
  why: '`batch` splits the response of a polling call into items. Webhook triggers are always `single`.',
  fix: 'The quick fix writes `single`.',
  incorrect: [{ within: 'webhook', text: '"x-ms-trigger": "batch"' }],
  correct: [{ within: 'webhook', text: '"x-ms-trigger": "single"' }],
};
