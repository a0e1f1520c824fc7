import { setsLocation } from '../model/properties';
import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const locationUndocumented: Rule = {
  code: 'location-undocumented',
  severity: 'hint',
  definition: (definition, report) => {
    for (const { operation, kind } of triggerFacts(definition)) {
      const created = kind === 'webhook' ? operation.node.get('responses')?.member('201') : undefined;
      const answer = definition.resolve(created?.value);
      if (!created || answer?.kind !== 'object') continue;
      if (answer.get('headers')?.members.some((header) => header.key.toLowerCase() === 'location')) continue;
      if (setsLocation(definition.properties, operation.operationId)) continue;
      report(
        { key: created },
        'Power Automate deletes the webhook at the `Location` of this answer: say in `headers` that the service sends it.',
      );
    }
  },
};
