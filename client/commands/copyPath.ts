import { copyText } from '../editor/clipboard';
import type { Command } from './command';
import { findPlace, type PlaceInput } from './prompts/payloadPlace';

/** Copies the JSON pointer of a place of a payload, as the problems of a delivery show it. */
export const copyPath: Command<PlaceInput, { text: string }> = {
  id: 'flowWebhooks.copyPath',

  async act(context, input) {
    await findPlace(context, input);
    return { text: input.pointer };
  },

  async ask(context, given) {
    await findPlace(context, given);
    const text = given.pointer ?? '';
    await copyText(text);
    return { text };
  },
};
