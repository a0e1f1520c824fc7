import type { Sent } from '../webhooks/types';
import { type Command, requireProperty } from './command';

/** Sends what stands in an editor that was opened to edit a delivery: for its lens and its button. */
export const sendDraft: Command<{ uri: string }, Sent> = {
  id: 'flowWebhooks.sendDraft',
  act: ({ sendDraft }, input) => sendDraft(requireProperty(input, 'uri')),
  ask: ({ sendDraft }, { uri }) => sendDraft(uri),
};
