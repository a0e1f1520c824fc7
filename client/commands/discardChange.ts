import { type Command, requireProperty } from './command';

/** Discards a change that is shown as a comparison: the button in its title, and Ctrl+Backspace. */
export const discardChange: Command<{ uri: string }, void> = {
  id: 'flowWebhooks.discardChange',
  act: async ({ settleChange }, input) => settleChange(requireProperty(input, 'uri'), false),
  ask: async ({ settleChange }, { uri }) => settleChange(uri, false),
};
