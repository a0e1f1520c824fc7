import { isDeprecated, isInternal } from '../model/schemas';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, valueAt } from './rule';

export const operationDescriptionStyle: Rule = {
  code: 'operation-description-style',
  summary: "The description of an operation doesn't end with punctuation.",
  severity: 'off',
  places: {
    operation: ({ node, member }, report) => {
      const text = node.text('description')?.trim();
      if (!member || !text || isInternal(node) || isDeprecated(node) || !/\s/.test(text) || /[.!?]$/.test(text)) return;
      report(
        valueAt(node.member('description')!),
        say('A description should be a sentence that ends in punctuation.'),
        {
          repair: { value: `${text}.` },
        },
      );
    },
  },
};

export const docs: RuleDocs = {
  topic: 'certification',
  why: "Microsoft's certification asks for descriptions that are full sentences and end with punctuation. Most published connectors have some that don't, so this rule is off by default. A single word needs no punctuation.",
  fix: 'End the sentence with a period; the quick fix adds it.',
  incorrect: [{ within: 'action', text: '"description": "Adds an item"' }],
  correct: [{ within: 'action', text: '"description": "Adds an item."' }],
};
