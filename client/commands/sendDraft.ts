import type { Sent } from '../webhooks/webhooksApi';
import { type Command, need } from './command';

/** Sends what stands in an editor that was opened to edit a delivery: for its lens and its button. */
export const sendDraft: Command<{ uri: string }, Sent> = {
  id: 'flowWebhooks.sendDraft',
  act: ({ sendDraft }, input) => sendDraft(need(input, 'uri')),
  ask: ({ sendDraft }, { uri }) => sendDraft(uri),
};
