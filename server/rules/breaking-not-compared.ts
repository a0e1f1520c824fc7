import type { Rule, RuleDocs } from './rule';

export const breakingNotCompared: Rule = {
  code: 'breaking-not-compared',
  summary: 'A definition was not compared with an older version, or only part of it was.',
  severity: 'information',
  otherLevels: { warning: "if the older version can't be read" },
};

export const docs: RuleDocs = {
  topic: 'breaking',
  why: "The parts that were not compared may break flows. The message gives the reason: the older version doesn't have the file (because the connector is new or its folder was renamed), the file can't be read, or the definitions are too large.",
  fix: 'If the folder was renamed, name the older file: `check --against FILE`. If the older version has syntax errors, compare with one that has none.',
  incorrect: [{ within: 'versions', text: `swagger: "2.0` }],
  correct: [{ within: 'versions', text: `swagger: "2.0"` }],
};
