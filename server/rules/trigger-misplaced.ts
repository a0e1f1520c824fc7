import type { Rule } from './rule';

export const triggerMisplaced: Rule = {
  code: 'trigger-misplaced',
  severity: 'error',
  places: {
    extended: (place, report) => {
      if (place.role === 'operation') return;
      for (const key of ['x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata']) {
        const member = place.node.member(key);
        if (member)
          report({ key: member }, `\`${key}\` belongs on an operation (get, post, …): here it has no effect.`);
      }
    },
  },
};
