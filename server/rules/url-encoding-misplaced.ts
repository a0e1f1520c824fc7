import type { Rule, RuleDocs } from './rule';

export const urlEncodingMisplaced: Rule = {
  code: 'url-encoding-misplaced',
  summary: '`x-ms-url-encoding` is not on a path parameter.',
  severity: 'information',
  keys: {
    'x-ms-url-encoding': (member, place, report) => {
      if (place.role === 'parameter' && place.node.text('in') === 'path') return;
      if (place.role === 'parameter' && place.node.member('in') === undefined) return;
      report({ key: member }, '`x-ms-url-encoding` works only on path parameters. Remove it here.');
    },
  },
};

export const docs: RuleDocs = {
  why: 'It is harmless there, but has no effect.',
  fix: 'Remove the extension.',
  incorrect: [
    { within: 'parameter', text: '{ "name": "q", "in": "query", "type": "string", "x-ms-url-encoding": "single" }' },
  ],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "path", "in": "path", "required": true, "type": "string", "x-ms-url-encoding": "double" }',
    },
  ],
};
