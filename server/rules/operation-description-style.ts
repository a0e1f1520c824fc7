import { isDeprecated, isInternal } from '../model/schemas';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, valueAt } from './rule';

export const operationDescriptionStyle: Rule = {
  code: 'operation-description-style',
  summary: 'A description of an operation does not end in punctuation.',
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
  why: "Microsoft's certification asks for descriptions that are full sentences and end in punctuation. Most published connectors have some that don't, so this is off; turn it on with the setting. A single word needs none.",
  fix: 'End the sentence with a period; the quick fix adds it.',
  incorrect: [{ within: 'action', text: '"description": "Adds an item"' }],
  correct: [{ within: 'action', text: '"description": "Adds an item."' }],
};
