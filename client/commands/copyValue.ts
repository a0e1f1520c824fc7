import { copyText } from '../editor/clipboard';
import type { Command } from './command';
import { findPlace, type PlaceInput } from './prompts/payloadPlace';

/** Copies the value at a place of a payload: a string as it is, anything else as JSON. */
export const copyValue: Command<PlaceInput, { text: string }> = {
  id: 'flowWebhooks.copyValue',

  async act(context, input) {
    const { place } = await findPlace(context, input);
    return { text: place.text };
  },

  async ask(context, given) {
    const { place } = await findPlace(context, given);
    await copyText(place.text);
    return { text: place.text };
  },
};
