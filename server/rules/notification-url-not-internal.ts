import { distinctCallbacks } from '../model/triggers';
import { certified, type Rule } from './rule';

export const notificationUrlNotInternal: Rule = {
  code: 'notification-url-not-internal',
  severity: certified,
  definition: (definition, report) => {
    for (const callback of distinctCallbacks(definition)) {
      if (callback.internal) continue;
      const property = callback.chain.at(-1)?.member ?? callback.member;
      report(
        { key: property },
        'The callback property is visible to makers, who would have to fill in a URL that Power Automate fills in itself: give it `x-ms-visibility: internal`.',
      );
    }
  },
};
