import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const triggerAuthParameter: Rule = {
  code: 'trigger-auth-parameter',
  severity: 'warning',
  definition: (definition, report) => {
    for (const { operation, trigger } of triggerFacts(definition)) {
      if (!trigger) continue;
      for (const item of operation.node.get('parameters')?.items ?? []) {
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
