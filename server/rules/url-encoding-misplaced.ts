import type { Rule } from './rule';

export const urlEncodingMisplaced: Rule = {
  code: 'url-encoding-misplaced',
  severity: 'information',
  keys: {
    'x-ms-url-encoding': (member, place, report) => {
      if (place.role === 'parameter' && place.node.text('in') === 'path') return;
      if (place.role === 'parameter' && place.node.member('in') === undefined) return;
      report({ key: member }, '`x-ms-url-encoding` has effect on path parameters only.');
    },
  },
};
