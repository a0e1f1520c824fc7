import type { Command } from './command';

/** Holds new lines of the output panel back, so that those on screen can be read. */
export const pauseOutput: Command<object, void> = {
  id: 'flowWebhooks.pauseOutput',
  act: async ({ outputPanel }) => outputPanel.pause(),
  ask: async ({ outputPanel }) => outputPanel.pause(),
};
