import type { Rule, RuleDocs } from './rule';

export const breakingNotCompared: Rule = {
  code: 'breaking-not-compared',
  summary: 'A definition was not compared with an older version, or only a part of it.',
  severity: 'information',
  otherLevels: { warning: 'where the older version cannot be read' },
};

export const docs: RuleDocs = {
  why: "What was not compared may break flows. The message has the reason: the older version has no such file (a new connector, or a folder with a new name), it can't be read, or the definitions are too large.",
  fix: 'If the folder was renamed, name the older file: `check --against FILE`. If the older version has syntax errors, compare with one that has not.',
  incorrect: [{ within: 'versions', text: `swagger: "2.0` }],
  correct: [{ within: 'versions', text: `swagger: "2.0"` }],
};
