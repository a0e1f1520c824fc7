import { factsByPath, triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggersSharePath: Rule = {
  code: 'triggers-share-path',
  severity: 'warning',
  definition: (definition, report) => {
    for (const fact of triggerFacts(definition)) {
      if (!fact.trigger || !fact.content) continue;
      const here = factsByPath(definition).get(fact.operation.pathItem) ?? [];
      const others = here.filter((other) => other !== fact && other.trigger);
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
