import type { Rule, RuleDocs } from './rule';

export const duplicateKey: Rule = {
  code: 'duplicate-key',
  summary: 'A key appears twice in the same object.',
  severity: 'warning',
};

export const docs: RuleDocs = {
  topic: 'structure',
  silencedBy: 'settings',
  why: 'Parsers keep the last value and silently drop the first, so part of what you wrote has no effect.',
  fix: 'Merge the two values, or remove one of them with a quick fix. Removing the first changes nothing, because only the last one counts. If the last one is empty, the first quick fix removes that one instead.',
  incorrect: [{ within: 'schema', text: '{ "type": "string", "type": "integer" }' }],
  correct: [{ within: 'schema', text: '{ "type": "integer" }' }],
};
