import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggersSharePath: Rule = {
  code: 'triggers-share-path',
  severity: 'warning',
  definition: (definition, report) => {
    const facts = triggerFacts(definition).filter((fact) => fact.trigger && fact.content);
    for (const fact of facts) {
      const others = facts.filter((other) => other !== fact && other.operation.pathItem === fact.operation.pathItem);
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
