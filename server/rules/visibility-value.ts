import type { Rule, RuleDocs } from './rule';

export const visibilityValue: Rule = {
  code: 'visibility-value',
  summary: '`x-ms-visibility` has an unknown value. Each value is reported once per file.',
  severity: 'warning',
  definition: (definition, report) => {
    const seen = new Set<string>();
    for (const { facts } of definition.sections) {
      for (const [text, value] of facts.unknownVisibilities) {
        if (seen.has(text)) continue;
        seen.add(text);
        report(
          { node: value },
          `"${text}" is not a visibility and is ignored. Use \`none\`, \`important\`, \`advanced\` or \`internal\`.`,
        );
      }
    }
  },
};

export const docs: RuleDocs = {
  why: 'Power Automate knows only `none`, `important`, `advanced` and `internal`, in upper or lower case, and ignores other values.',
  fix: 'The quick fix offers the four values.',
  incorrect: [{ within: 'properties', text: '"id": { "type": "string", "x-ms-visibility": "hidden" }' }],
  correct: [{ within: 'properties', text: '"id": { "type": "string", "x-ms-visibility": "internal" }' }],
};
