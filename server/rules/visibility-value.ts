import type { Rule } from './rule';

const known = new Set(['none', 'important', 'advanced', 'internal']);

export const visibilityValue: Rule = {
  code: 'visibility-value',
  severity: 'warning',
  definition: (definition, report) => {
    const seen = new Set<string>();
    for (const { facts } of definition.sections) {
      for (const [text, value] of facts.visibilities) {
        if (known.has(text.toLowerCase()) || seen.has(text)) continue;
        seen.add(text);
        report({ node: value }, `"${text}" is no visibility: \`none\`, \`important\`, \`advanced\` or \`internal\`.`);
      }
    }
  },
};
