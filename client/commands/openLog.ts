import type { Command } from './command';

/** Opens the log: requests, responses and failures, with secrets masked. */
export const openLog: Command<object, void> = {
  id: 'flowWebhooks.openLog',
  act: async ({ showLog }) => showLog(),
  ask: async ({ showLog }) => showLog(),
};
