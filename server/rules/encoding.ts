import type { Rule, RuleDocs } from './rule';

export const encoding: Rule = {
  code: 'encoding',
  summary: 'The file is not plain UTF-8: it begins with a byte order mark or has a different encoding.',
  severity: 'information',
};

export const docs: RuleDocs = {
  topic: 'structure',
  silencedBy: 'nothing',
  why: 'Connector definitions are UTF-8 without a byte order mark, and some importers reject anything else.',
  fix: 'Save the file as UTF-8 without a byte order mark.',
  incorrect: [{ within: 'bytes', text: 'EF BB BF 7B   (a byte order mark, then the first brace)' }],
  correct: [{ within: 'bytes', text: '7B            (the first brace)' }],
};
