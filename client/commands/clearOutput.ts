import type { Command } from './command';

export const clearOutput: Command<object, void> = {
  id: 'flowWebhooks.clearOutput',

  async act({ clearPanel }) {
    clearPanel();
  },

  async ask({ clearPanel }) {
    clearPanel();
  },
};
