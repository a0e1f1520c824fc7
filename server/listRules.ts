/** Every rule as data, for `check --list-rules` and the generated docs. A bundle of its own: nothing else needs the docs. */
import type { Profile } from './protocol/requests';
import { rules } from './rules';
import { docsByCode } from './rules/docs';
import { pageOf } from './rules/page';
import type { RuleDocs, Severity } from './rules/rule';

export interface ListedRule {
  code: string;
  summary: string;
  severity: Record<Profile, Severity>;
  /** Every other level that the rule reports at, with the case in which it does. */
  otherLevels: { level: string; when: string }[];
  /** Codes that the rule reports instead of its own, with their severities; empty for most. */
  variants: Record<string, Severity>;
  /** Markdown, as are `fix` and the notes of examples. */
  why: string;
  fix: string;
  incorrect: RuleDocs['incorrect'];
  correct: RuleDocs['correct'];
  url: string;
}

export function listRules(): ListedRule[] {
  return rules.map(({ code, summary, severity, otherLevels = {}, variants = {} }) => {
    const { why, fix, incorrect, correct } = docsByCode[code]!;
    return {
      code,
      summary,
      severity: typeof severity === 'string' ? { custom: severity, certification: severity } : severity,
      otherLevels: Object.entries(otherLevels).map(([level, when]) => ({ level, when })),
      variants,
      why: paragraphs(why),
      fix: paragraphs(fix),
      incorrect,
      correct,
      url: pageOf(code),
    };
  });
}

function paragraphs(text: string | string[]): string {
  return [text].flat().join('\n\n');
}
