import type { Command } from './command';

/** Requests, answers and failures, with their secrets masked. */
export const openLog: Command<object, void> = {
  id: 'flowWebhooks.openLog',
  act: async ({ showLog }) => showLog(),
  ask: async ({ showLog }) => showLog(),
};
