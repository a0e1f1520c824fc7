import { createsWebhooks, factsByPath, type TriggerFacts, triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggersSharePath: Rule = {
  code: 'triggers-share-path',
  severity: 'warning',
  definition: (definition, report) => {
    for (const fact of triggerFacts(definition)) {
      if (!creates(fact) || !fact.content) continue;
      const here = factsByPath(definition).get(fact.operation.pathItem) ?? [];
      const others = here.filter((other) => other !== fact && creates(other));
      if (others.length === 0) continue;
      report(
        { key: fact.operation.member },
        'Several triggers share this path, and so one `x-ms-notification-content`: give each a path of its own.',
        {
          related: others.map((other) => ({ at: { key: other.operation.member }, message: 'Another trigger.' })),
        },
      );
    }
  },
};

/** A trigger whose method creates webhooks; that another one cannot stand here is told by the rule for methods. */
function creates({ trigger, operation }: TriggerFacts): boolean {
  return trigger !== undefined && createsWebhooks(operation);
}
