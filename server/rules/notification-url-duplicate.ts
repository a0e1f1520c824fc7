import type { Member } from '../documents/tree';
import { triggerFacts } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationUrlDuplicate: Rule = {
  code: 'notification-url-duplicate',
  summary: 'A trigger has more than one callback property.',
  severity: 'error',
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const { trigger, search } of triggerFacts(definition)) {
      const members = new Set(search.callbacks.map((callback) => callback.member));
      if (!trigger || search.callbacks.length < 2) continue;
      for (const member of members) {
        if (reported.has(member)) continue;
        reported.add(member);
        const related = [...members]
          .filter((other) => other !== member)
          .map((other) => ({ at: { member: other }, message: say('Another callback property.') }));
        report(
          { key: member },
          say`This trigger has ${search.callbacks.length} callback properties, but Power Automate has one callback URL. Keep the mark on one of them.`,
          { related },
        );
      }
    }
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: 'Power Automate has only one callback URL for each trigger.',
  fix: 'Keep `x-ms-notification-url` on the property with the URL that the service calls, and remove it from the others.',
  incorrect: [
    {
      within: 'bodyProperties',
      text: `"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" },
"backup": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }`,
    },
  ],
  correct: [
    {
      within: 'bodyProperties',
      text: `"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" },
"backup": { "type": "string" }`,
    },
  ],
};
