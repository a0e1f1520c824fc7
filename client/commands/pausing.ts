import type { Command } from './command';

/** Holds new lines of the output panel back, so that those there can be read. */
export const pauseOutput: Command<object, void> = {
  id: 'flowWebhooks.pauseOutput',
  act: async ({ output }) => output.pause(),
  ask: async ({ output }) => output.pause(),
};

/** Shows what was held back, and follows again. */
export const resumeOutput: Command<object, void> = {
  id: 'flowWebhooks.resumeOutput',
  act: async ({ output }) => output.resume(),
  ask: async ({ output }) => output.resume(),
};
