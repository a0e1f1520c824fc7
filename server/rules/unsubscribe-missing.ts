import { hidesOperations } from '../model/hidden';
import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const unsubscribeMissing: Rule = {
  code: 'unsubscribe-missing',
  severity: 'warning',
  definition: (definition, report) => {
    if (hidesOperations(definition) || definition.operations.some((operation) => operation.method === 'delete')) return;
    const webhook = triggerFacts(definition).find((fact) => fact.kind === 'webhook');
    if (!webhook) return;
    report(
      { key: webhook.operation.member },
      'There is no DELETE operation in this definition: webhooks that Power Automate registers would stay when the flow is turned off or deleted.',
    );
  },
};
