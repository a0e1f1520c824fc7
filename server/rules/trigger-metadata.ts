import { pollingMetadata, triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, valueAt } from './rule';

const expected: Record<string, string | undefined> = pollingMetadata;

export const triggerMetadata: Rule = {
  code: 'trigger-metadata',
  summary: '`x-ms-trigger-metadata` has the wrong value, or is on a webhook trigger or an action.',
  severity: 'error',
  section: (section, definition, report) => {
    for (const { operation, trigger, metadata, kind } of triggersIn(definition, section)) {
      if (metadata?.value?.kind !== 'object') continue;
      const { value } = metadata;
      if (!trigger)
        report(
          { key: metadata },
          say('`x-ms-trigger-metadata` has no effect, because this operation has no `x-ms-trigger`.'),
        );
      else if (kind === 'webhook' && operation.method === 'get') continue;
      else if (kind === 'webhook')
        report(
          { key: metadata },
          say('`x-ms-trigger-metadata` is for polling triggers, but this one is a webhook. Remove it.'),
        );
      else if (value.text('kind') !== 'query' || value.text('mode') !== 'polling') {
        const wrong = value.members.filter(
          ({ key, value: written }) => expected[key] && written?.value !== expected[key],
        );
        report(
          wrong.length === 1 ? valueAt(wrong[0]!) : { key: metadata },
          say('`x-ms-trigger-metadata` must be `{"kind": "query", "mode": "polling"}`.'),
        );
      }
    }
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  why: '`x-ms-trigger-metadata` says that a trigger is polled. Microsoft\'s schema allows only one value, `{"kind": "query", "mode": "polling"}`. The extension is optional: a trigger that has neither notification content nor a callback URL is polled without it, too.',
  fix: 'Correct the value for a polling trigger; remove it from a webhook trigger.',
  incorrect: [{ within: 'polling', text: '"x-ms-trigger-metadata": { "kind": "query", "mode": "webhook" }' }],
  correct: [{ within: 'polling', text: '"x-ms-trigger-metadata": { "kind": "query", "mode": "polling" }' }],
};
