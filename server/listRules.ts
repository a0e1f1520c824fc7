/** Every rule as data, for `check --list-rules` and the generated docs. A bundle of its own: nothing else needs the docs. */
import type { Profile } from './protocol/requests';
import { rules } from './rules';
import { docsByCode } from './rules/docs';
import { pageOf } from './rules/page';
import type { Rule, RuleDocs, RuleSource, Severity, Topic } from './rules/rule';

export interface ListedRule {
  code: string;
  topic: Topic;
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
  /** What silences its findings: `settings` for `flowWebhooks.rules`, `key` for `x-flow-webhooks-ignore`. */
  silencedBy: ('settings' | 'key')[];
  /** What the rule is based on. Markdown; empty where nothing is cited. */
  source: string;
  url: string;
}

export function listRules(): ListedRule[] {
  return rules.map((rule) => {
    const { code, summary, severity, otherLevels = {}, variants = {} } = rule;
    const { topic, source, why, fix, incorrect, correct } = docsByCode[code]!;
    return {
      code,
      topic,
      summary,
      severity: typeof severity === 'string' ? { custom: severity, certification: severity } : severity,
      otherLevels: Object.entries(otherLevels).map(([level, when]) => ({ level, when })),
      variants,
      why: paragraphs(why),
      fix: paragraphs(fix),
      incorrect,
      correct,
      silencedBy: silencersOf(rule),
      source: source ? sourceText(source) : '',
      url: pageOf(code),
    };
  });
}

function silencersOf({ code, places, keys, definition, properties, script }: Rule): ListedRule['silencedBy'] {
  const { silencedBy } = docsByCode[code]!;
  if (silencedBy === 'nothing') return [];
  // The files next to a definition have no place for a key of ours.
  const isInDefinition = places || keys || definition || !(properties || script);
  return isInDefinition && silencedBy !== 'settings' ? ['settings', 'key'] : ['settings'];
}

/** The paragraphs of a text, with the items of a list directly below each other. */
function paragraphs(text: string | string[]): string {
  const isItem = (part: string): boolean => part.startsWith('- ');
  return [text].flat().reduce((before, part, at, parts) => {
    const gap = isItem(part) && isItem(parts[at - 1]!) ? '\n' : '\n\n';
    return before + gap + part;
  });
}

const learnFolder = 'learn.microsoft.com/connectors/custom-connectors';

function sourceText({ validator = [], learn = [], code, other }: RuleSource): string {
  const names = validator.map((name) => `\`${name}\``).join(', ');
  const parts = [
    names && `[Microsoft's validator](https://${learnFolder}/certification-swagger-validator-rules) (${names})`,
    ...learn.map(
      ({ page, place }) => `[${learnFolder}/${page}](https://${learnFolder}/${page})${place ? `, ${place}` : ''}`,
    ),
    code,
    other,
  ];
  return parts.filter(Boolean).join('; ');
}
