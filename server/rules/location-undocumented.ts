import type { Member } from '../documents/tree';
import { type Definition, Memory } from '../model/definition';
import type { Operation } from '../model/operation';
import { setsLocation } from '../model/properties';
import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

const undocumented = new Memory<Member | undefined>();

/** The 201 of an operation, where it does not name the header. */
function withoutLocation(definition: Definition, { node }: Operation): Member | undefined {
  const created = node.get('responses')?.member('201');
  const answer = definition.resolve(created?.value);
  if (answer?.kind !== 'object') return undefined;
  return answer.get('headers')?.members.some(({ key }) => key.toLowerCase() === 'location') ? undefined : created;
}

export const locationUndocumented: Rule = {
  code: 'location-undocumented',
  severity: 'hint',
  definition: (definition, report) => {
    for (const { operation, kind } of triggerFacts(definition)) {
      if (kind !== 'webhook') continue;
      const created = definition.recall(undocumented, operation, () => withoutLocation(definition, operation));
      if (!created || setsLocation(definition.properties, operation.operationId)) continue;
      report(
        { key: created },
        'Power Automate deletes the webhook at the `Location` of this answer: say in `headers` that the service sends it.',
      );
    }
  },
};
