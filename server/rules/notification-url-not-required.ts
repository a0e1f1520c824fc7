import type { Member } from '../documents/tree';
import { distinctCallbacks } from '../model/triggers';
import { certified, type Rule } from './rule';

export const notificationUrlNotRequired: Rule = {
  code: 'notification-url-not-required',
  severity: certified,
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const callback of distinctCallbacks(definition)) {
      const broken = callback.chain.filter((step) => !step.required);
      const deepest = broken.at(-1);
      if (!deepest || reported.has(deepest.member)) continue;
      reported.add(deepest.member);
      report(
        { key: deepest.member },
        `The callback must be required all the way from the body down: ${broken.map((step) => `"${step.name}"`).join(' and ')} ${broken.length > 1 ? 'are' : 'is'} not in \`required\`.`,
        {
          related: broken.map((step) => ({
            at: { key: step.member },
            message: `Add "${step.name}" to \`required\` of the schema that holds it.`,
          })),
        },
      );
    }
  },
};
