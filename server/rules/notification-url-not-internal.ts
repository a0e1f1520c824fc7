import type { Member } from '../documents/tree';
import { isContainer } from '../model/schemas';
import { distinctCallbacks } from '../model/triggers';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, rejectedByCertification, valueAt } from './rule';

export const notificationUrlNotInternal: Rule = {
  code: 'notification-url-not-internal',
  summary: 'The callback property is visible to flow makers.',
  severity: rejectedByCertification,
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const callback of distinctCallbacks(definition)) {
      const property = callback.chain.at(-1)?.member ?? callback.member;
      // `notification-url-type` reports the mark on an object around the URL.
      if (callback.internal || reported.has(property) || isContainer(callback.node)) continue;
      reported.add(property);
      // A wrong visibility is marked instead of the property.
      const visibility = callback.node.member('x-ms-visibility');
      report(
        visibility ? valueAt(visibility) : { key: property },
        say(
          'Flow makers are asked for the callback URL, which Power Automate fills in itself. Hide the property with `x-ms-visibility: internal`.',
        ),
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: 'Flow makers would be asked to enter a URL that Power Automate fills in itself. The property, or an object around it, must be internal.',
  fix: 'The quick fix adds `x-ms-visibility: internal`.',
  incorrect: [{ within: 'bodyProperties', text: '"url": { "type": "string", "x-ms-notification-url": true }' }],
  correct: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
};
