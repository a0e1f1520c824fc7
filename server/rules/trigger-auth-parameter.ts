import type { Node } from '../documents/tree';
import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggerAuthParameter: Rule = {
  code: 'trigger-auth-parameter',
  severity: 'warning',
  definition: (definition, report) => {
    const told = new Set<Node>();
    for (const { operation, trigger } of triggerFacts(definition)) {
      if (!trigger) continue;
      const lists = [operation.node.get('parameters'), operation.pathItem.get('parameters')];
      for (const item of lists.flatMap((list) => list?.items ?? [])) {
        // Several triggers may share those of their path.
        if (told.has(item)) continue;
        told.add(item);
        const parameter = definition.resolve(item);
        const name =
          parameter?.kind === 'object' && parameter.text('in') === 'header' ? parameter.text('name') : undefined;
        if (name === undefined || !/^(authorization|content-type)$/i.test(name)) continue;
        report(
          { node: item.get('name') ?? item },
          `Power Automate adds the header ${name} itself: it should not be a parameter of the trigger.`,
        );
      }
    }
  },
};
