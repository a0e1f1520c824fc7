import { pollingMetadata, triggerFacts } from '../model/triggers';
import { type Rule, valueAt } from './rule';

const expected: Record<string, string | undefined> = pollingMetadata;

export const triggerMetadata: Rule = {
  code: 'trigger-metadata',
  severity: 'error',
  definition: (definition, report) => {
    for (const { operation, trigger, metadata, kind } of triggerFacts(definition)) {
      if (metadata?.value?.kind !== 'object') continue;
      const { value } = metadata;
      if (!trigger)
        report(
          { key: metadata },
          '`x-ms-trigger-metadata` belongs to a trigger: this operation has no `x-ms-trigger`.',
        );
      else if (kind === 'webhook' && operation.method === 'get') continue;
      else if (kind === 'webhook')
        report({ key: metadata }, '`x-ms-trigger-metadata` makes a polling trigger, but this one is a webhook.');
      else if (value.text('kind') !== 'query' || value.text('mode') !== 'polling') {
        const wrong = value.members.filter(
          ({ key, value: written }) => expected[key] && written?.value !== expected[key],
        );
        report(
          wrong.length === 1 ? valueAt(wrong[0]!) : { key: metadata },
          '`x-ms-trigger-metadata` must be `{"kind": "query", "mode": "polling"}`.',
        );
      }
    }
  },
};
