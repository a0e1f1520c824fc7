import type { Node } from '../documents/tree';
import { Listing } from '../model/definition';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const visibilityValue: Rule = {
  code: 'visibility-value',
  summary: '`x-ms-visibility` has an unknown value.',
  severity: 'warning',
  otherLevels: { hint: 'for an empty string, which published connectors have' },
  definition: (definition, report) => {
    const seen = new Set<string>();
    for (const [text, value] of definition.collect(unknown)) {
      if (seen.has(text)) continue;
      seen.add(text);
      if (text.trim() === '')
        report({ node: value }, say('An empty `x-ms-visibility` is the same as `none`. Write that instead.'), {
          severity: 'hint',
        });
      else
        report(
          { node: value },
          say`"${text}" is not a visibility and is ignored. Use \`none\`, \`important\`, \`advanced\` or \`internal\`.`,
        );
    }
  },
};

const unknown = new Listing<[text: string, value: Node]>(({ facts }) => [...facts.unknownVisibilities]);

export const docs: RuleDocs = {
  topic: 'extension',
  why: 'Power Automate knows only `none`, `important`, `advanced` and `internal`, in uppercase or lowercase, and ignores other values. Each value is reported once per file.',
  fix: 'The quick fix offers the four values.',
  incorrect: [
    { within: 'properties', level: 'hint', text: '"id": { "type": "string", "x-ms-visibility": "" }' },
    { within: 'properties', text: '"id": { "type": "string", "x-ms-visibility": "hidden" }' },
  ],
  correct: [{ within: 'properties', text: '"id": { "type": "string", "x-ms-visibility": "internal" }' }],
};
