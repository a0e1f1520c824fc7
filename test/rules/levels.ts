import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { ListedRule } from '../../server/listRules';
import type { Profile } from '../../server/protocol/requests';

const levels = ['error', 'warning', 'information', 'hint'];

export function actualLevel({ severity }: Diagnostic): string {
  return levels[severity! - 1]!;
}

/** Every level that a rule says it reports a code at. */
export function declaredLevels(rule: ListedRule, code: string, profile: Profile): string[] {
  const variant = rule.variants[code];
  return variant ? [variant] : [rule.severity[profile], ...rule.otherLevels.map(({ level }) => level)];
}
