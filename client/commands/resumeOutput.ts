import type { Command } from './command';

/** Shows the lines that {@link pauseOutput} held back, and follows new ones again. */
export const resumeOutput: Command<object, void> = {
  id: 'flowWebhooks.resumeOutput',
  act: async ({ outputPanel }) => outputPanel.resume(),
  ask: async ({ outputPanel }) => outputPanel.resume(),
};
