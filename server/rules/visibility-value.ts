import type { Rule } from './rule';

export const visibilityValue: Rule = {
  code: 'visibility-value',
  severity: 'warning',
  definition: (definition, report) => {
    const seen = new Set<string>();
    for (const { facts } of definition.sections) {
      for (const [text, value] of facts.unknownVisibilities) {
        if (seen.has(text)) continue;
        seen.add(text);
        report({ node: value }, `"${text}" is no visibility: \`none\`, \`important\`, \`advanced\` or \`internal\`.`);
      }
    }
  },
};
