import type { Sent } from '../webhooks/webhooksApi';
import { type Command, requireProperty } from './command';

/** Sends the text of a draft editor; called by its code lens and its title button. */
export const sendDraft: Command<{ uri: string }, Sent | undefined> = {
  id: 'flowWebhooks.sendDraft',
  act: ({ sendDraft }, input) => sendDraft(requireProperty(input, 'uri')),
  ask: ({ sendDraft }, { uri }) => sendDraft(uri),
};
