import { splitOf } from '../model/triggerOutput';
import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, valueAt } from './rule';

export const webhookBatch: Rule = {
  code: 'webhook-batch',
  summary: 'A webhook trigger is `batch`.',
  severity: 'information',
  section: (section, definition, report) => {
    for (const facts of triggersIn(definition, section)) {
      const { operation, trigger, kind } = facts;
      // A GET never creates a webhook.
      if (kind !== 'webhook' || operation.method === 'get' || trigger?.value?.value !== 'batch') continue;
      report(
        valueAt(trigger),
        splitOf(definition, facts).kind === 'list'
          ? say('A webhook trigger is usually `single`. With `batch`, each item of a delivery starts its own run.')
          : say(
              'A webhook trigger is usually `single`. With `batch`, each item of a delivery would start a run of its own, but the delivery describes no list to split.',
            ),
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'The designer splits the deliveries of a webhook just as it splits the response to a polling call: each item of the list starts a run. This is meant for services that send several events at once. No published connector does that, and a delivery that merely happens to be a list starts more runs than flow makers expect.',
  fix: 'If each delivery is one event, use `single`, as the quick fix does. Otherwise, leave `batch`.',
  incorrect: [{ within: 'webhook', text: '"x-ms-trigger": "batch"' }],
  correct: [{ within: 'webhook', text: '"x-ms-trigger": "single"' }],
};
