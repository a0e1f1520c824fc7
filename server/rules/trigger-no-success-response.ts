import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

/** Microsoft's validator: OperationShouldHaveSuccessfulResponse. */
export const triggerNoSuccessResponse: Rule = {
  code: 'trigger-no-success-response',
  severity: { custom: 'information', certification: 'warning' },
  definition: (definition, report) => {
    for (const { operation, trigger, kind } of triggerFacts(definition)) {
      const responses = operation.node.member('responses');
      if (!trigger || responses?.value?.kind !== 'object') continue;
      const statuses = responses.value.members.map(({ key }) => key).filter((key) => !key.startsWith('x-'));
      if (statuses.length === 0 || statuses.some((status) => /^[23]/.test(status))) continue;
      report({ key: responses }, kind === 'polling' ? ofPolling(statuses) : ofWebhook);
    }
  },
};

const ofWebhook = 'This trigger documents no success response, such as 201 with a `Location` header.';

/** Nothing is created by a poll; of a lone `default` the designer reads what flows get. */
function ofPolling(statuses: string[]): string {
  return statuses.includes('default')
    ? 'This polling trigger documents its response as `default` only: certification requires a `200`.'
    : 'This polling trigger documents no success response: flows get no dynamic content from it, and certification requires a `200`.';
}
