import { type Command, requireProperty } from './command';

/** Applies a change that is shown as a comparison: the button in its title, and Ctrl+Enter. */
export const applyChange: Command<{ uri: string }, void> = {
  id: 'flowWebhooks.applyChange',
  act: async ({ settleChange }, input) => settleChange(requireProperty(input, 'uri'), true),
  ask: async ({ settleChange }, { uri }) => settleChange(uri, true),
};
