import { type Command, need } from './command';

/** Of a change that is shown beside what it changes: the button in the title of the comparison, and its keys. */
export const applyChange: Command<{ uri: string }, void> = {
  id: 'flowWebhooks.applyChange',
  act: async ({ answerChange }, input) => answerChange(need(input, 'uri'), true),
  ask: async ({ answerChange }, { uri }) => answerChange(uri, true),
};

export const discardChange: Command<{ uri: string }, void> = {
  id: 'flowWebhooks.discardChange',
  act: async ({ answerChange }, input) => answerChange(need(input, 'uri'), false),
  ask: async ({ answerChange }, { uri }) => answerChange(uri, false),
};
