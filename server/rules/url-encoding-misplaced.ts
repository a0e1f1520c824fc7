import type { Rule } from './rule';

export const urlEncodingMisplaced: Rule = {
  code: 'url-encoding-misplaced',
  severity: 'information',
  places: {
    extended: (place, report) => {
      const member = place.node.member('x-ms-url-encoding');
      if (!member || (place.role === 'parameter' && place.node.text('in') === 'path')) return;
      if (place.role === 'parameter' && place.node.member('in') === undefined) return;
      report({ key: member }, '`x-ms-url-encoding` has effect on path parameters only.');
    },
  },
};
