import type { Member } from '../documents/tree';
import { triggerFacts } from '../model/triggers';
import type { Rule } from './rule';

export const notificationUrlDuplicate: Rule = {
  code: 'notification-url-duplicate',
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
          .map((other) => ({ at: { member: other }, message: 'Another callback.' }));
        report(
          { key: member },
          `This trigger has ${search.callbacks.length} callback properties: Power Automate has one callback URL for it.`,
          { related },
        );
      }
    }
  },
};
