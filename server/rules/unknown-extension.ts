import { extensions, nearestExtension } from '../model/vocabulary';
import type { Rule } from './rule';

export const unknownExtension: Rule = {
  code: 'unknown-extension',
  severity: 'warning',
  keys: {
    // The prefix may be mistyped as well (`xms-trigger`, `X-MS-Trigger`); other keys are not ours to judge.
    x: (member, _, report) => {
      if (extensions.has(member.key)) return;
      const near = nearestExtension(member.key);
      if (near) report({ key: member }, `Unknown extension: did you mean \`${near}\`?`);
      else if (member.key.startsWith('x-ms-'))
        report({ key: member }, 'Unknown extension: Power Automate gives it no meaning that we know of.', {
          severity: 'information',
        });
    },
  },
};
